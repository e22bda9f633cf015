"""What the lint tests share: the files of the project, as git or, without it, the folder has them."""
import os
import subprocess

ROOT = os.environ.get("FROST_SOURCE_ROOT") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files(*endings):
    """Paths from the root, sorted. Files not yet added count, ignored ones do not."""
    try:
        listing = subprocess.run(
            ["git", "-C", ROOT, "-c", "safe.directory=*", "ls-files", "--cached", "--others",
             "--exclude-standard"], capture_output=True, text=True, check=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        listing = [os.path.relpath(os.path.join(folder, name), ROOT)
                   for folder, _, names in os.walk(ROOT)
                   if "/build" not in folder and "/.git" not in folder for name in names]
    return sorted(path for path in set(listing)
                  if path.endswith(endings) and os.path.isfile(os.path.join(ROOT, path)))


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().split("\n")


def report(what, findings):
    """Exit code of a check, the findings printed."""
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} findings")
    return 1 if findings else 0
