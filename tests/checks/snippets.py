#!/usr/bin/env python3
"""Compiles every C++ block of README and docs, so that what people copy works.

usage: snippets.py ROOT COMPILER [FLAG...]
"""
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(root):
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            yield f"{page.relative_to(root)}:{line}", match.group(1)


def compiles(place, code, command):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "snippet.cpp")
        source.write_text(code, encoding="utf-8")
        done = subprocess.run([*command, "-fsyntax-only", str(source)], capture_output=True, text=True)
    print(("ok      " if done.returncode == 0 else "BROKEN  ") + place)
    if done.returncode != 0:
        print(done.stderr[:4000])
    return done.returncode == 0


def main():
    root, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    found = list(blocks(root))
    results = [compiles(place, code, command) for place, code in found]
    # A page whose blocks aren't found would pass silently; a planted mistake must be seen.
    if compiles("a planted mistake, which must break", "int main() { return undeclared; }\n", command):
        sys.exit("the compiler accepts anything")
    if not found or not all(results):
        sys.exit(1)


main()
