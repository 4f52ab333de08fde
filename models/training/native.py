"""Compiles a C file beside this one with the machine's compiler and calls its functions through ctypes."""

import ctypes
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess

import torch

FOLDER = pathlib.Path(__file__).parent


@functools.lru_cache(maxsize=None)
def load(name):
    """The compiled library of NAME.c, or None without a C compiler (gcc or clang)."""
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    source = FOLDER / f"{name}.c"
    key = hashlib.sha256(source.read_bytes() + processor()).hexdigest()[:12]
    folder = pathlib.Path.home() / ".cache" / "age-badges"
    library = folder / f"{name}-{key}.so"
    if not library.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = library.with_suffix(f".{os.getpid()}")
        flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-fopenmp", "-shared", "-fPIC"]
        done = subprocess.run([compiler, *flags, str(source), "-o", str(part), "-lm"], capture_output=True)
        if done.returncode:
            return None
        part.rename(library)
    return ctypes.CDLL(str(library))


def processor():
    """What -march=native depends on: a home folder may be shared by different machines."""
    info = pathlib.Path("/proc/cpuinfo")
    lines = info.read_bytes().splitlines() if info.exists() else []
    return next((line for line in lines if line.startswith(b"flags")), b"")


def call(library, name, *arguments):
    """Runs a function of a library; tensors go as pointers, whole numbers as long."""
    getattr(library, name)(
        *(ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else ctypes.c_long(a) for a in arguments)
    )
