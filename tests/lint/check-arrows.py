"""Include lines may only point where the architecture allows: app to ui, ui to the two public
headers of engine and data, and inside each from later to earlier."""
import re
import sys

import tree

ENGINE = ["core", "kernels", "ops", "graph", "train", "run"]
DATA = {"store": [], "image": [], "sample": ["image"], "import": ["image", "store"],
        "feed": ["image", "store"]}
FACADES = ["engine/engine.h", "data/data.h"]
# What every page may draw with; pages themselves meet in session.
SHARED_UI = ["session", "chart", "layers", "style"]


def engine_allows(source, target):
    if source == "formats":
        return target in ENGINE[:ENGINE.index("graph") + 1] + ["formats"]
    if target == "formats":
        # The engine thread writes the model that a run has made.
        return source == "run"
    return ENGINE.index(target) <= ENGINE.index(source)


def allows(path, target):
    source, to = path.split("/"), target.split("/")
    if source[0] == "tests":
        return True
    if source[0] == "engine":
        # engine.h itself opens every door.
        return to[0] == "engine" and (len(source) == 2 or engine_allows(source[1], to[1]))
    if source[0] == "data":
        return to[0] == "data" and (len(source) == 2 or len(to) == 2 and to[1] != "data.h"
                                    or to[1] in DATA[source[1]] + [source[1]])
    if source[0] == "ui":
        if target in FACADES:
            return source[1] != "chart"
        if to[0] != "ui":
            return False
        if source[1] in ("session", "chart"):
            return to[1] == source[1]
        return source[1] == "window" or to[1] in SHARED_UI + [source[1]]
    if source[:2] == ["app", "cli"]:
        return to[:2] in (["ui", "session"], ["app", "cli"])
    if source[:2] == ["app", "pretrain"]:
        return target in FACADES or to[:2] == ["app", "pretrain"]
    return source[0] == "app" and (to[0] == "ui" or to[:2] == source[:2])


def main():
    findings = []
    for path in tree.files(".c", ".h"):
        for number, line in enumerate(tree.lines(path), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            target = match[1]
            if "/" not in target:
                # Made by glib-compile-resources in the build folder.
                if not target.endswith("-resource.h") and not path.startswith("tests/"):
                    findings.append(f"{path}:{number}: \"{target}\" is not written from the root")
            elif target.split("/")[0] in ("app", "ui", "data", "engine", "tests"):
                if target.startswith("tests/") and not path.startswith("tests/"):
                    findings.append(f"{path}:{number}: a test's header outside of the tests")
                elif not allows(path, target):
                    findings.append(f"{path}:{number}: may not include {target}")
        if path.startswith(("engine/", "data/", "ui/session/", "app/cli/")):
            for number, line in enumerate(tree.lines(path), 1):
                if re.match(r"\s*#\s*include\s+<(gtk|adwaita|gdk)", line):
                    findings.append(f"{path}:{number}: GTK behind a wall that keeps it out")
        if path.startswith("engine/") and path != "engine/kernels/gemm.c":
            for number, line in enumerate(tree.lines(path), 1):
                if "cblas.h" in line and line.lstrip().startswith("#"):
                    findings.append(f"{path}:{number}: only gemm.c includes cblas.h")
    return tree.report("arrows", findings)


sys.exit(main())
