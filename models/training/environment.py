"""Starts a script again with what makes PyTorch fast on a CPU: all of it is read when a process starts."""

import ctypes.util
import os
import pathlib
import sys


def settings(vectors):
    """{name: value} of the environment variables."""
    wanted = {"OMP_WAIT_POLICY": "passive"}
    try:
        # PyTorch takes our word for it, and would crash without.
        if {"avx512vl", "avx512bw", "avx512dq"} <= set(pathlib.Path("/proc/cpuinfo").read_text().split()):
            wanted["ATEN_CPU_CAPABILITY"] = vectors
    except OSError:
        pass
    jemalloc = ctypes.util.find_library("jemalloc")
    if jemalloc:  # keeps the large maps; else the kernel clears them anew at every step
        wanted["LD_PRELOAD"] = jemalloc
        wanted["MALLOC_CONF"] = "oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always"
    return wanted


def enter(name, vectors="avx512"):
    """For the top of a script, before it imports torch: enter(__name__). `vectors`: those of PyTorch's own kernels, where
    the processor has AVX-512; "avx2" is faster for channels that are a multiple of 8 and not of 16."""
    if name != "__main__" or sys.platform != "linux":
        return
    wanted = settings(vectors)
    if not wanted.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.argv], {**wanted, **os.environ})
