"""The tree is the map: short files, kebab-case names, each only once, one median below 250 lines,
a test for each source of the engine and the data library."""
import os
import re
import statistics
import sys

import tree

LONGEST, MEDIAN = 600, 250
# Folders that hold the same three names by design.
REPEATED = {"meson.build"}


def main():
    findings, lengths, seen = [], [], {}
    sources = tree.files(".c", ".h", ".py", ".ui", ".css", ".sh")
    for path in sources:
        name = os.path.basename(path)
        length = len(tree.lines(path)) - 1
        lengths.append(length)
        if length > LONGEST:
            findings.append(f"{path}: {length} lines, at most {LONGEST} are allowed: two jobs?")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+", name):
            findings.append(f"{path}: the name is not kebab-case")
        if name in seen and name not in REPEATED:
            findings.append(f"{path}: {seen[name]} has the same name")
        seen[name] = path
        if name in ("utils.c", "util.c", "helpers.c", "misc.c", "common.c"):
            findings.append(f"{path}: a name that says nothing")
    if statistics.median(lengths) >= MEDIAN:
        findings.append(f"median length {statistics.median(lengths)}, below {MEDIAN} is wanted")
    return tree.report("files", findings)


sys.exit(main())
