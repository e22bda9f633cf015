/* onnxruntime-peer.js MODEL BATCH HEIGHT WIDTH THREADS - images a second of onnxruntime on random
 * pixels: a line for each line of standard input, and the peak memory in MB behind it.
 *
 * onnxruntime-node has to be in NODE_PATH. All optimizations are on, as they are by default.
 */
"use strict";
const fs = require("fs");
const readline = require("readline");
const ort = require("onnxruntime-node");

async function main() {
  const [path, batch, height, width, threads] = process.argv.slice(2);
  const session = await ort.InferenceSession.create(path, {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
  });
  const pixels = new Float32Array(batch * 3 * height * width);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 2 * Math.random() - 1;
  const x = new ort.Tensor("float32", pixels, [batch, 3, height, width].map(Number));
  const inputs = { [session.inputNames[0]]: x };

  for (let i = 0; i < 2; i++) await session.run(inputs);
  console.log("ready");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < Number(line); i++) await session.run(inputs);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const peak = /VmHWM:\s*(\d+)/.exec(fs.readFileSync("/proc/self/status", "ascii"))[1] * 1.024e-3;
    console.log((Number(line) * batch) / seconds, peak);
  }
}

main();
