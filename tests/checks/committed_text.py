#!/usr/bin/env python3
"""Fails on what doesn't belong into a committed file: a developer's paths, keys, files that grow too long."""

import re
import sys

import tree

MOST_LINES = 400
# Absolute paths of one machine; "example.com/work/" is a URL's path and stays.
PATH = re.compile(r"(?<![\w.\-])/(?:work|home|root|Users)/\w")
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an AWS key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[0-9A-Za-z]{36}\b"),
    "a Slack token": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}"),
}


def complaints_of(path: str, text: str) -> list[str]:
    found = []
    lines = text.splitlines()
    if path.endswith((".hpp", ".cpp")) and len(lines) >= MOST_LINES:
        found.append(f"{path}: {len(lines)} lines; split it below {MOST_LINES}")
    for number, line in enumerate(lines, 1):
        if PATH.search(line):
            found.append(f"{path}:{number}: a path of one machine: {line.strip()[:80]}")
        # Keys made up for a test are worthless and may be committed.
        if not path.startswith("tests/"):
            found += [f"{path}:{number}: {what}" for what, secret in SECRETS.items() if secret.search(line)]
    return found


def self_test() -> None:
    home = "/" + "home/someone/project"
    planted = {
        ("a.md", f"see {home}"): f"a.md:1: a path of one machine: see {home}",
        ("b.pem", "\n-----BEGIN RSA PRIVATE " + "KEY-----"): "b.pem:2: a private key",
        ("src/c.cpp", "x\n" * MOST_LINES): f"src/c.cpp: {MOST_LINES} lines; split it below {MOST_LINES}",
        ("d.md", "https://crm.example/" + "work/orders"): None,
        ("src/e.cpp", "x\n" * (MOST_LINES - 1)): None,
    }
    expected = [what for what in planted.values() if what]
    found = [complaint for path, text in planted for complaint in complaints_of(path, text)]
    tree.self_test_passed(expected, found)


def main() -> int:
    self_test()
    found = []
    files = tree.project_files()
    for path in files:
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += complaints_of(path.relative_to(tree.ROOT).as_posix(), text)
    return tree.report(found, f"text of {len(files)} files")


if __name__ == "__main__":
    sys.exit(main())
