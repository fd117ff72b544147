#!/usr/bin/env python3
"""Fails when a dip costs more instructions, allocations or system calls than it may.

Counts, for they repeat to a per cent on a busy machine, where times don't.
"""

import statistics
import sys
from dataclasses import dataclass

import measure

# What may be counted per dip, and the goal where the limit isn't there yet.
# A limit stands some 2 % over what was counted, so that it catches what a change adds.
LIMITS = {
    # (port, at once): (instructions, allocations, system calls)
    ("plain", 64): (36_100, 3.1, 2.5),
    ("plain", 1): (35_700, 3.0, 4.6),
    ("tls", 64): (58_400, 9.2, 2.5),
    ("tls", 1): (58_100, 9.0, 4.6),
}
GOALS = {
    ("plain", 64): (20_000, 3.0, 2.2),
    ("plain", 1): (20_000, 3.0, 4.3),
    ("tls", 64): (36_000, 9.0, 2.2),
    ("tls", 1): (36_000, 9.0, 4.3),
}
# Where another library's next release may cost a little less or more, a count isn't to the last digit.
ROUNDING = 0.05


@dataclass
class Line:
    what: str
    counted: float
    limit: float
    goal: float

    def passed(self) -> bool:
        return self.counted <= self.limit + ROUNDING

    def __str__(self) -> str:
        verdict = "ok" if self.passed() else "TOO MANY"
        goal = "" if self.counted <= self.goal + ROUNDING else f" (goal {self.goal:,.1f})"
        return f"{self.what:<28} {self.counted:>10,.2f}  limit {self.limit:>9,.1f}  {verdict}{goal}"


def count(port: str, at_once: int) -> tuple[float, float, float]:
    options = {"client": "crmlink", "port": port, "at_once": at_once}
    # A busy machine wakes the client once more, or so late that a reply lies ready: the middle one.
    calls = statistics.median(measure.system_calls_of(port, at_once, "crmlink") for _ in range(3))
    return (measure.instructions(**options), measure.allocations(**options), calls)


def lines_of(port: str, at_once: int, counted: tuple) -> list[Line]:
    names = ("instructions", "allocations", "system calls")
    rows = zip(names, counted, LIMITS[port, at_once], GOALS[port, at_once])
    return [Line(f"{port}, {at_once} at once: {name}", *row) for name, *row in rows]


def self_test() -> None:
    assert Line("x", 3.0, 3.0, 1.0).passed()
    assert not Line("x", 3.2, 3.0, 3.0).passed()
    assert "TOO MANY" in str(Line("x", 88_001.0, 88_000, 20_000))
    assert "goal" not in str(Line("x", 19_000.0, 20_000, 20_000))


def main() -> int:
    self_test()
    failed = False
    for port, at_once in LIMITS:
        for line in lines_of(port, at_once, count(port, at_once)):
            print(line, flush=True)
            failed = failed or not line.passed()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
