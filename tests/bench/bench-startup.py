"""How long it takes to begin: a large model is looked at, and the window shows itself.

bench-startup.py FROSTLINE_CLI FROSTLINE MODEL [ROUNDS]: wall time of `frostline-cli inspect` on a
model file of about 100 MB that the page cache has, and from the start of the window to its first
frame. The window runs in an X server without a screen, whose picture is looked at every
millisecond: the first frame is there when it shows as many colours as only text and icons have.
Drawn by software, with a home of its own, so that there is no project to open.
"""
import mmap
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import peer

GOAL = 0.3
WIDTH, HEIGHT = 1280, 900
# A window that is only filled with its background has a handful.
COLOURS = 24
PATIENCE = 20


def inspect_seconds(program, model):
    start = time.perf_counter()
    subprocess.run([program, "inspect", model], check=True, stdout=subprocess.DEVNULL,
                   env=peer.untuned_environment())
    return time.perf_counter() - start


class Screen:
    """An Xvfb and a session bus, and the picture that the server keeps in a file."""

    def __init__(self, folder):
        self.folder = folder
        ours, theirs = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(theirs), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
             "-fbdir", folder, "-noreset", "-nolisten", "tcp"],
            pass_fds=[theirs], stderr=subprocess.DEVNULL)
        os.close(theirs)
        with os.fdopen(ours) as pipe:
            self.display = ":" + pipe.readline().strip()
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.bus.stdout.readline().strip()
        with open(os.path.join(folder, "Xvfb_screen0"), "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # X11/XWDFile.h: the size of the header first, the number of colours 20th; 12 bytes each.
        header = struct.unpack(">25I", self.memory[:100])
        self.start = header[0] + 12 * header[19]

    def count_colours(self):
        """In every 16th row: cheap enough not to take the core from who draws."""
        row = 4 * WIDTH
        colours = set()
        for y in range(0, HEIGHT, 16):
            begin = self.start + y * row
            colours.update(struct.unpack(f"={WIDTH}I", self.memory[begin:begin + row]))
        return len(colours)

    def environment(self):
        home = {f"XDG_{name}_HOME": os.path.join(self.folder, name.lower())
                for name in ("CONFIG", "CACHE", "DATA", "STATE")}
        environment = peer.untuned_environment(
            **home, DISPLAY=self.display, DBUS_SESSION_BUS_ADDRESS=self.address,
            XDG_RUNTIME_DIR=self.folder, GDK_BACKEND="x11", GSK_RENDERER="cairo",
            GDK_DEBUG="gl-disable", GSETTINGS_BACKEND="memory", NO_AT_BRIDGE="1", GTK_A11Y="none")
        environment.pop("WAYLAND_DISPLAY", None)
        return environment

    def window_seconds(self, program):
        while self.count_colours() >= COLOURS:
            time.sleep(0.05)  # the last window is still there
        start = time.perf_counter()
        window = subprocess.Popen([program], env=self.environment(), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        try:
            while self.count_colours() < COLOURS:
                if time.perf_counter() - start > PATIENCE or window.poll() is not None:
                    sys.exit(f"bench-startup: {program} showed nothing")
                time.sleep(0.001)
            return time.perf_counter() - start
        finally:
            window.terminate()
            window.wait()

    def close(self):
        for process in (self.bus, self.server):
            process.terminate()
            process.wait()


def print_row(what, seconds):
    print(f"| {what} | {1000 * statistics.median(seconds):.0f} "
          f"({1000 * min(seconds):.0f} – {1000 * max(seconds):.0f}) | {1000 * GOAL:.0f} |",
          flush=True)


def main():
    peer.restart_untuned()
    program, window, model = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    print("\nStart\n\n| what | ms: median (range) | goal |\n|---|---|---|", flush=True)
    inspect_seconds(program, model)
    size = os.path.getsize(model) / 1e6
    print_row(f"inspect a model of {size:.0f} MB",
              [inspect_seconds(program, model) for _ in range(rounds)])
    for tool in ("Xvfb", "dbus-daemon"):
        if shutil.which(tool) is None:
            print(f"window: skipped: {tool} is not installed")
            return
    with tempfile.TemporaryDirectory() as folder:
        screen = Screen(folder)
        try:
            screen.window_seconds(window)
            print_row("window, to its first frame",
                      [screen.window_seconds(window) for _ in range(rounds)])
        finally:
            screen.close()


if __name__ == "__main__":
    main()
