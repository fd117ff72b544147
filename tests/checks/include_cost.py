#!/usr/bin/env python3
"""include_cost.py COMPILER INCLUDE_FOLDER... : says what including crmlink/crmlink.hpp costs to compile.

Fails above the limit that README promises. Processor time of the best of three, so that other work on the
machine doesn't fail it.
"""

import pathlib
import resource
import subprocess
import sys
import tempfile

import tree

LIMIT_SECONDS = 2.0


def user_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main() -> int:
    compiler, *folders = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch, "only_include.cpp")
        source.write_text("#include <crmlink/crmlink.hpp>\n")
        command = [compiler, "-std=c++20", "-c", str(source), "-o", f"{scratch}/out.o"]
        command += [f"-I{folder}" for folder in folders]
        seconds = min(user_seconds(command) for _ in range(3))
    print(f"crmlink/crmlink.hpp costs {seconds:.2f} s of compile time; the limit is {LIMIT_SECONDS} s")
    return tree.report([] if seconds <= LIMIT_SECONDS else ["too much"], "include cost")


if __name__ == "__main__":
    sys.exit(main())
