#!/usr/bin/env python3
"""format.py CLANG_FORMAT: fails on C++ files that clang-format would change."""

import subprocess
import sys

import tree


def badly_formatted(clang_format: str, files: list[str]) -> list[str]:
    run = subprocess.run([clang_format, "--dry-run", *files], check=True, capture_output=True, text=True)
    named = {line.split(":")[0] for line in run.stderr.splitlines() if "clang-format-violations" in line}
    return sorted(named)


def self_test(clang_format: str) -> None:
    run = subprocess.run([clang_format, "--dry-run", "--assume-filename=planted.cpp"], cwd=tree.ROOT,
                         input="int   a ;\n", check=True, capture_output=True, text=True)
    tree.self_test_passed([True], ["clang-format-violations" in run.stderr])


def main() -> int:
    clang_format = sys.argv[1]
    self_test(clang_format)
    files = [str(path) for path in tree.cpp_files()]
    found = [f"{name}: run clang-format-19 -i on it" for name in badly_formatted(clang_format, files)]
    return tree.report(found, f"format of {len(files)} files")


if __name__ == "__main__":
    sys.exit(main())
