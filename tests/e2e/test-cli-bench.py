"""frostline-cli bench: figures of a small model, forward and training, and wrong usage."""

from harness import check, equal, main, write_small_model, write_vector_model


def figures(cli):
    model = write_small_model(cli.path("small.onnx"))
    for more in ([], ["--train"]):
        result, = cli.json("bench", model, "--batch", "3", "--threads", "2", "--runs", "5",
                           "--json", *more)
        equal(set(result), {"images_per_second", "min", "max", "peak_mb", "threads"}, "keys")
        check(0 < result["min"] <= result["images_per_second"] <= result["max"], str(result))
        check(1 < result["peak_mb"] < 1000, str(result))
        equal(result["threads"], 2, "threads")


def breakdown(cli):
    model = write_small_model(cli.path("small.onnx"))
    out, _ = cli.run("bench", model, "--train", "--runs", "2", "--threads", "1")
    for word in ("images a second", "2 runs of 32 images, 1 threads", "peak memory", "conv",
                 "forward", "backward", "GFLOP/s"):
        check(word in out, f"{word} in {out}")
    shares = [float(line.split()[4]) for line in out.splitlines()
              if line.split()[2:3] in (["forward"], ["backward"])]
    check(len(shares) > 3 and 99 < sum(shares) < 101, f"shares of all of it: {shares}")
    equal(shares, sorted(shares, reverse=True), "the longest first")
    nodes, _ = cli.run("bench", model, "--nodes", "--runs", "2")
    check(len(nodes.splitlines()) > 4, nodes)


def refused(cli):
    model = write_small_model(cli.path("small.onnx"))
    cli.fail("bench", code=2, words=["model"])
    cli.fail("bench", model, model, code=2)
    cli.fail("bench", model, "--threads", "-1", code=2, words=["--threads -1"])
    cli.fail("bench", model, "--batch", "0", words=["batch", "0"])
    cli.fail("bench", model, "--runs", "0", words=["runs", "0"])
    cli.fail("bench", cli.path("nothing.onnx"), words=["nothing.onnx"])
    cli.fail("bench", write_vector_model(cli.path("vector.onnx")))


if __name__ == "__main__":
    main([figures, breakdown, refused])
