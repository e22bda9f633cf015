#!/usr/bin/env python3
"""Writes h5-hostile/: HDF5 files with one thing each that Keras never writes and that must not reach
the library, as h5py makes them (python3-h5py of Debian 12). What takes a changed byte is made in
test-h5-scan.c. h5-forms/ has the forms of numbers and texts that are read, and weights without a
model as Keras 2 and 3 save them.

    /usr/bin/python3 make-h5-hostile.py
"""
import os

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "h5-hostile")
NUMBERS = np.arange(12, dtype=np.float32).reshape(3, 4)


def soft_link(file):
    file["link"] = h5py.SoftLink("/numbers")


def external_link(file):
    file["link"] = h5py.ExternalLink("/elsewhere/other.h5", "/numbers")


def external_storage(file):
    file.create_dataset("outside", (3, 4), "f4", external=[("/elsewhere/numbers.bin", 0, 48)])


def virtual(file):
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "numbers", (3, 4))
    file.create_virtual_dataset("virtual", layout)


def lzf(file):
    file.create_dataset("packed", data=NUMBERS, compression="lzf")


def fletcher(file):
    file.create_dataset("packed", data=NUMBERS, chunks=(3, 4), fletcher32=True)


def three_filters(file):
    file.create_dataset("packed", data=NUMBERS, chunks=(3, 4), compression="gzip",
                        shuffle=True, fletcher32=True)


def big_endian(file):
    file.create_dataset("numbers_be", data=NUMBERS.astype(">f4"))


def opaque(file):
    file.create_dataset("bytes", data=np.zeros(3, "V5"))


def compound(file):
    file.create_dataset("pairs", data=np.zeros(3, [("a", "f4"), ("b", "i4")]))


def sequences(file):
    file.create_dataset("lists", (2,), h5py.vlen_dtype(np.float32))


def reference(file):
    file.attrs["reference"] = file["numbers"].ref


def named_type(file):
    file["type"] = np.dtype("f4")


def ordered_group(file):
    file.create_group("ordered", track_order=True)


def never_written(file):
    file.create_dataset("empty", (3, 4), "f4")


def missing_chunks(file):
    dataset = file.create_dataset("holes", (3, 4), "f4", chunks=(1, 4))
    dataset[1] = 1


CASES = [soft_link, external_link, external_storage, virtual, lzf, fletcher, three_filters,
         big_endian, opaque, compound, sequences, reference, named_type, ordered_group,
         never_written, missing_chunks]


def forms(file):
    for name, kind in [("half", "f2"), ("float", "f4"), ("double", "f8"), ("byte", "u1"),
                       ("wide", "i8")]:
        file[name] = np.array([1, 2, 100], kind)
    file["nothing"] = np.zeros(0, "f4")
    file["texts"] = np.array([b"a", b"bc"])
    # Keras cuts a list that is too long for one attribute.
    file.attrs["names0"] = np.array([b"a", b"bb"])
    file.attrs["names1"] = np.array([b"c", b"d", b"eee"])
    file.attrs["long"] = np.array(["first", "", "Füchse"], h5py.string_dtype())
    file.attrs.create("padded", b"text", dtype="S9")


def weights_2(file):
    file.attrs["layer_names"] = np.array([b"dense"])
    file.create_group("dense").attrs["weight_names"] = np.array([b"dense/kernel:0"])
    file["dense/dense/kernel:0"] = NUMBERS


def weights_3(file):
    file["layers/dense/vars/0"] = NUMBERS


def main():
    os.makedirs(FOLDER, exist_ok=True)

    def make(name, write, **options):
        path = os.path.join(FOLDER, name + ".h5")
        with h5py.File(path, "w", **options) as file:
            file["numbers"] = NUMBERS
            write(file)

    for case in CASES:
        make(case.__name__.replace("_", "-"), case)
    os.makedirs(os.path.join(FOLDER, "..", "h5-forms"), exist_ok=True)
    make("../h5-forms/forms", forms)
    make("../h5-forms/weights-2", weights_2)
    make("../h5-forms/weights-3", weights_3)
    make("latest", lambda file: None, libver="latest")
    make("user-block", lambda file: None, userblock_size=512)


main()
