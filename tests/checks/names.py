#!/usr/bin/env python3
"""names.py CLANG_TIDY BUILD_FOLDER: fails on names that .clang-tidy's rules don't allow.

clang-tidy walks all of Asio and Beast for each file that includes them: minutes for a few hundred names of ours. So
all sources become one translation unit, which it walks once. What that does to the code (two functions of one
name, two main) are errors of the compiler, not of names; they are left out, and a complaint counts only when clang-tidy
repeats it for that file alone.
"""

import json
import pathlib
import re
import subprocess
import sys

import tree

# Tests follow the rules too, but cost more to check than a wrong name in them does harm.
FOLDERS = ("src", "tools", "examples")
PLANTED = tree.ROOT / "tests/checks/planted/names.cpp"
CHECK = "readability-identifier-naming"
COMPLAINT = re.compile(rf"^(.+):(\d+):\d+: (?:warning|error): (.*) \[{CHECK}.*\]$", re.MULTILINE)


def sources() -> list[pathlib.Path]:
    return [path for path in tree.cpp_files(*FOLDERS) if path.suffix == ".cpp"]


def flags(build: str) -> list[str]:
    """The definitions and system folders of our targets, and every folder that an include may start from."""
    words: set[str] = set()
    for command in json.loads(pathlib.Path(build, "compile_commands.json").read_text()):
        found = re.findall(r"(-isystem) (\S+)|(-[DI][\w/.=+-]+)(?=\s)", command["command"])
        words.update(f"{option}{folder}" if option else other for option, folder, other in found)
    folders = {f"-I{path.parent}" for path in sources()}
    return ["-std=c++20", "-w", "-ferror-limit=0", *sorted(words | folders)]


def own_namespace(text: str, number: int) -> str:
    """Gives a file's unnamed namespaces a name of their own, so that files don't hide each other's functions."""
    return re.sub(r"^namespace \{", f"namespace file_{number} {{", text, flags=re.MULTILINE).replace(
        "#pragma once", "")


def write_joint(folder: pathlib.Path, paths: list[pathlib.Path]) -> pathlib.Path:
    lines = []
    for number, path in enumerate(paths):
        copy = folder / path.relative_to(tree.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(own_namespace(path.read_text("utf-8"), number))
        lines.append(f'#include "{copy}"\n')
    joint = folder / "joint.cpp"
    joint.write_text("".join(lines))
    return joint


def complaints(clang_tidy: str, arguments: list[str]) -> list[tuple[str, str, str]]:
    run = subprocess.run([clang_tidy, "--quiet", f"--config-file={tree.ROOT / '.clang-tidy'}", *arguments],
                         capture_output=True, text=True)
    return COMPLAINT.findall(run.stdout)


def main() -> int:
    clang_tidy, build = sys.argv[1:3]
    folder = pathlib.Path(build, "names").resolve()
    paths = [*sources(), PLANTED]
    joint = write_joint(folder, paths)
    planted, found, suspects = [], set(), set()

    def keep(file: str, line: str, text: str) -> None:
        found.add(f"{pathlib.Path(file).relative_to(tree.ROOT)}:{line}: {text}")

    for file, _, text in complaints(clang_tidy, [str(joint), "--", *flags(build)]):
        original = pathlib.Path(file.replace(str(folder), str(tree.ROOT), 1))
        if original == PLANTED:
            planted += re.findall(r"'(\w+)'", text)
        else:
            suspects.add(str(original))
    # The planted file stands last: what is found there was found behind everything that the joining broke.
    tree.self_test_passed(re.findall(r"// bad: (\w+)", PLANTED.read_text()), planted)
    for suspect in sorted(suspects):
        # A header has no command of its own.
        arguments = ["-p", build, "--extra-arg=-w", suspect] if suspect.endswith(".cpp") else [
            suspect, "--", "-x", "c++", *flags(build)]
        for complaint in complaints(clang_tidy, arguments):
            keep(*complaint)
    return tree.report(sorted(found), f"names in {len(paths) - 1} files")


if __name__ == "__main__":
    sys.exit(main())
