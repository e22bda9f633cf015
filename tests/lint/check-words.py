"""Words that mark a piece as unfinished, calls that may not stand below app/, numbers printed by
locale into files, and paths of one machine."""
import re
import sys

import tree

MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PATHS = re.compile(r"(?<![\w.])/(home|root|Users)/\w+")
# Below app/ nothing prints or ends the program: errors are returned.
ABRUPT = re.compile(r"(?<![\w_])(exit|abort|_exit|printf|puts|g_print|g_printerr)\s*\(")
# setlocale is GTK's business; strtod would follow it.
LOCALE = re.compile(r"(?<![\w_])(strtod|strtof|atof|setlocale)\s*\(")


def code_of(path):
    """Lines with comments and strings blanked, so that words in them do not count as calls."""
    text = "\n".join(tree.lines(path))
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S).split("\n")


def main():
    findings = []
    for path in tree.files(".c", ".h", ".py", ".ui", ".build", ".sh", ".md"):
        if path.startswith("tests/lint/"):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            if MARKS.search(line):
                findings.append(f"{path}:{number}: unfinished: {line.strip()}")
            if PATHS.search(line) and not path.startswith("tests/"):
                findings.append(f"{path}:{number}: a path of one machine: {line.strip()}")
    for path in tree.files(".c"):
        if not path.startswith(("engine/", "data/", "ui/")):
            continue
        for number, line in enumerate(code_of(path), 1):
            if ABRUPT.search(line):
                findings.append(f"{path}:{number}: prints or ends below app/: {line.strip()}")
            if LOCALE.search(line):
                findings.append(f"{path}:{number}: follows the locale: {line.strip()}")
    return tree.report("words", findings)


sys.exit(main())
