#!/usr/bin/env python3
"""names.py CLANG_TIDY BUILD_FOLDER: fails on names that .clang-tidy's rules don't allow.

A file that was fine is checked again only when it, a header of ours that it reaches, the rules or clang-tidy
change: parsing Asio and Beast is what this check costs.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

import tree

# Tests follow the rules too, but cost more to check than a wrong name in them does harm.
FOLDERS = ("src", "tools", "examples")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
COMPLAINT = re.compile(r"^.+:\d+:\d+: (?:warning|error): .*$", re.MULTILINE)
# The compiler says everything else, in its own build.
ONLY_NAMES = ["--quiet", "--extra-arg=-w", "--extra-arg=-Wno-error", "--extra-arg=-Wno-unknown-warning-option"]


def reached(path: pathlib.Path, seen: set[pathlib.Path]) -> set[pathlib.Path]:
    """Adds to seen the file and the headers of the project that it includes, directly or not."""
    if path in seen:
        return seen
    seen.add(path)
    for include in INCLUDE.findall(path.read_text("utf-8")):
        for folder in (path.parent, tree.ROOT / "include", tree.ROOT / "src", tree.ROOT / "tests"):
            header = folder / include
            if header.is_file():
                reached(header.resolve(), seen)
                break
    return seen


def fingerprint(path: pathlib.Path, rules: bytes) -> str:
    digest = hashlib.sha256(rules)
    for file in sorted(reached(path, set())):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def complaints_of(clang_tidy: str, build: str, path: pathlib.Path) -> list[str]:
    run = subprocess.run([clang_tidy, "-p", build, *ONLY_NAMES, str(path)], capture_output=True, text=True)
    found = COMPLAINT.findall(run.stdout)
    if run.returncode != 0 and not found:
        found = [f"{path}: clang-tidy failed: {run.stderr.strip()}"]
    return found


def self_test(clang_tidy: str) -> None:
    planted = tree.ROOT / "tests/checks/planted/names.cpp"
    run = subprocess.run([clang_tidy, *ONLY_NAMES, str(planted), "--", "-std=c++20"], capture_output=True, text=True)
    expected = re.findall(r"// bad: (\w+)", planted.read_text())
    found = re.findall(r"invalid case style for .* '(\w+)'", run.stdout)
    tree.self_test_passed(expected, found)


def main() -> int:
    clang_tidy, build = sys.argv[1:3]
    self_test(clang_tidy)
    version = subprocess.run([clang_tidy, "--version"], check=True, capture_output=True).stdout
    rules = version + (tree.ROOT / ".clang-tidy").read_bytes()

    commands = json.loads(pathlib.Path(build, "compile_commands.json").read_text())
    sources = sorted({pathlib.Path(command["file"]).resolve() for command in commands})
    sources = [path for path in sources
               if path.is_relative_to(tree.ROOT) and path.relative_to(tree.ROOT).parts[0] in FOLDERS]
    stamps = pathlib.Path(build, "names_checked")
    stamps.mkdir(exist_ok=True)
    stale = [(path, stamps / fingerprint(path, rules)) for path in sources]
    stale = [(path, stamp) for path, stamp in stale if not stamp.exists()]

    found: set[str] = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = pool.map(lambda item: complaints_of(clang_tidy, build, item[0]), stale)
        for (path, stamp), complaints in zip(stale, checks):
            found.update(complaints)
            if not complaints:
                stamp.touch()
    return tree.report(sorted(found), f"names in {len(sources)} files ({len(stale)} of them changed)")


if __name__ == "__main__":
    sys.exit(main())
