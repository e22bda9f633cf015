"""pack-zoo.py FOLDER OUTPUT DEPENDENCIES: the zoo's files in a folder as one C table, for the
build, and for ninja what the table was made of (the folder too: a new file changes it)."""
import os
import sys


def main():
    folder, target, dependencies = sys.argv[1:]
    names = sorted(n for n in os.listdir(folder) if n.endswith((".json", ".onnx.gz")))
    with open(target, "w", encoding="ascii") as output:
        output.write('#include "engine/formats/zoo-files.h"\n\n')
        for number, name in enumerate(names):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            output.write(f"static const uint8_t file_{number}[] = {{\n")
            for start in range(0, len(data), 24):
                output.write(",".join(map(str, data[start:start + 24])) + ",\n")
            output.write("};\n")
        output.write("\nconst FrostZooFile frost_zoo_files[] = {\n")
        for number, name in enumerate(names):
            output.write(f'  {{ "{name}", file_{number}, sizeof file_{number} }},\n')
        output.write(f"}};\nconst int frost_zoo_n_files = {len(names)};\n")
    with open(dependencies, "w", encoding="utf-8") as output:
        paths = [folder] + [os.path.join(folder, name) for name in names]
        output.write(f"{target}: {' '.join(p.replace(' ', chr(92) + ' ') for p in paths)}\n")


if __name__ == "__main__":
    main()
