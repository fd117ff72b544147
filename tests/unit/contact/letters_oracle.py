#!/usr/bin/env python3
"""Compares what conditions know of letters with Python, for every assigned code point: case, the final sigma, white
space, digits, and what repr() escapes.

Usage: letters_oracle.py <condition_oracle>
"""

import subprocess
import sys
import unicodedata

# Of the tables; what another version of Unicode knows otherwise is skipped, and counted.
VERSION = "14.0.0"
ASSIGNED = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
# And some of those that are nothing yet.
POINTS = ASSIGNED + [chr(code) for code in range(0x80, 0x110000, 97) if unicodedata.category(chr(code)) == "Cn"]
SIGMA = "\u03a3"


def int_of(text):
    try:
        return int(text)
    except ValueError:
        return None


# Each: the code points, how many of them go into one condition, and the condition for a text of them. A condition
# compares, since the value that would be written is written by repr() again.
CHECKS = {
    "lower": (POINTS, 300, lambda some: (f"{some!r}.lower()", some.lower())),
    "upper": (POINTS, 150, lambda some: (f"{some!r}.upper()", some.upper())),
    "sigma behind": (POINTS, 150, lambda some: sigma(some, lambda c: f"a{c}{SIGMA}")),
    "sigma behind it alone": (POINTS, 150, lambda some: sigma(some, lambda c: f"{c}{SIGMA}")),
    "sigma before": (POINTS, 150, lambda some: sigma(some, lambda c: f"a{SIGMA}{c}")),
    "sigma between": (POINTS, 150, lambda some: sigma(some, lambda c: f"a{SIGMA}{c}a")),
    "repr": (ASSIGNED, 150, lambda some: (f"str([{some!r}])", str([some]))),
    "split": (POINTS, 150, lambda some: spaced(some, "split()", lambda text: text.split())),
    "strip": (POINTS, 50, lambda some: (f"[{', '.join(f'{c!r}.strip()' for c in some)}]", [c.strip() for c in some])),
    "number": ([c for c in POINTS if int_of("1" + c) is not None], 1, lambda c: (f"int('1' + {c!r})", int("1" + c))),
}


def sigma(some, around):
    text = "|".join(around(c) for c in some)
    return f"{text!r}.lower()", text.lower()


def spaced(some, call, by):
    text = "x".join(some)
    return f"{text!r}.{call}", by(text)


def ask(program, conditions):
    run = subprocess.run([program, "{}"], input="\n".join(conditions) + "\n", stdout=subprocess.PIPE, text=True,
                         encoding="utf-8", check=True)
    return run.stdout.split("\n")[:-1]


def differing(program, points, size, make):
    """The chunks for which a condition gives something else than Python."""
    chunks = ["".join(points[at:at + size]) for at in range(0, len(points), size)]
    made = [make(chunk) for chunk in chunks]
    answers = ask(program, [f"{expression} == {value!r}" for expression, value in made])
    assert len(answers) == len(chunks), f"{len(answers)} answers to {len(chunks)} conditions"
    return [chunk for chunk, answer in zip(chunks, answers) if answer != "True\tTrue"]


def numbers_of_others(program):
    """What is a digit or a space of a number, and isn't one for Python; letters are left out."""
    others = [c for c in POINTS if int_of("1" + c) is None and unicodedata.category(c) not in ("Lo", "Co", "So")]
    answers = ask(program, [f"int('1' + {c!r})" for c in others])
    return [c for c, answer in zip(others, answers) if not answer.startswith("error\t")]


def main():
    program = sys.argv[1]
    same = unicodedata.unidata_version == VERSION
    failed = False
    for name, (points, size, make) in CHECKS.items():
        wrong = differing(program, points, size, make)
        if size > 1 and wrong:
            wrong = differing(program, [c for chunk in wrong for c in chunk], 1, make)
        print(f"{name}: {len(points)} code points, {len(wrong)} differ")
        failed = failed or report(wrong, same)
    wrong = numbers_of_others(program)
    print(f"no number: {len(wrong)} differ")
    failed = failed or report(wrong, same)
    return 1 if failed else 0


def report(wrong, same):
    """Says what differs; returns whether that is a failure."""
    for c in wrong[:10]:
        print(f"  U+{ord(c):04X} {unicodedata.name(c, '?')}", file=sys.stderr)
    if wrong and not same and len(wrong) < 500:
        print(f"  skipped: Python has Unicode {unicodedata.unidata_version}, the tables {VERSION}")
        return False
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
