#!/usr/bin/python3
"""Prints resize-golden.h: what Pillow's BILINEAR makes of test-resize.c's pattern."""
import PIL
from PIL import Image

CASES = [(37, 29, 16, 12), (7, 5, 19, 13), (200, 151, 9, 7), (64, 48, 64, 20),
         (33, 21, 40, 11), (3, 90, 5, 2), (1, 1, 3, 2)]


def pattern(width, height):
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), tuple(
                (x * x * 7 + y * 13 + x * y * 3 + c * 85) % 256 for c in range(3)))
    return image


print("/* resize-golden.h - printed by make-resize-golden.py with Pillow %s. */" % PIL.__version__)
print("#pragma once\n\n#include <glib.h>\n")
for i, (w, h, to_w, to_h) in enumerate(CASES):
    data = pattern(w, h).resize((to_w, to_h), Image.BILINEAR).tobytes()
    print("static const guint8 golden_%d[] = {" % i)
    for at in range(0, len(data), 16):
        print("  " + ", ".join(str(b) for b in data[at:at + 16]) + ",")
    print("};\n")
print("static const struct\n{\n  int width, height, to_width, to_height;\n"
      "  const guint8 *pixels;\n} golden_cases[] = {")
for i, case in enumerate(CASES):
    print("  { %d, %d, %d, %d, golden_%d }," % (*case, i))
print("};")
