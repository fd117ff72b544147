#!/usr/bin/env python3
"""Measures crmlink's exchange against the field and prints one table: values, ratios, goals."""

import argparse
import platform
import re
import statistics
import sys
import time
from pathlib import Path

import measure
import rows


def cell(series: rows.Series, client: str) -> str:
    values = series.get(client)
    if not values:
        return "–"
    text = rows.number(statistics.median(values))
    if client == "limit" or not series.get("limit") or min(series["limit"]) <= 0:
        return text
    ratio = statistics.median(a / b for a, b in zip(values, series["limit"]))
    return f"{text} ({ratio:.2f})"


def lines_of(row: rows.Row, series: rows.Series) -> list[str]:
    goals = "; ".join(goal.verdict(series) for goal in row.goals) or "–"
    return [row.name, *(cell(series, client) for client in rows.CLIENTS), goals]


def as_text(titles: list[str], table: list[tuple[str, list[str]]]) -> str:
    # The goals at the end of a line may be as long as they like.
    widths = [max(len(line[i]) for line in [titles, *(cells for _, cells in table)]) for i in range(len(titles) - 1)]
    out, group = [], None
    for of_group, cells in [("", titles), *table]:
        if of_group != group and of_group:
            out.append(f"\n{of_group}")
        group = of_group
        padded = [cells[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(cells[1:], widths[1:]))]
        out.append("  " + "  ".join([*padded, cells[-1]]))
    return "\n".join(out)


def as_markdown(titles: list[str], table: list[tuple[str, list[str]]]) -> str:
    out = ["| " + " | ".join(titles) + " |", "|---|" + "--:|" * len(rows.CLIENTS) + "---|"]
    group = None
    for of_group, cells in table:
        if of_group != group:
            out.append(f"| **{of_group}** |" + " |" * (len(titles) - 1))
        group = of_group
        out.append("| " + " | ".join(cells) + " |")
    return "\n".join(out)


def machine() -> str:
    model = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    count = len(re.findall(r"^processor", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE))
    compiler = measure.output_of(["c++", "--version"]).splitlines()[0]
    return (f"{count} processors, {model[1] if model else platform.machine()}, Linux {platform.release()}, "
            f"{compiler}, {time.strftime('%Y-%m-%d')}")


def measured(chosen: list[rows.Row], effort: rows.Effort) -> list[tuple[str, list[str]]]:
    table = []
    began = time.monotonic()
    for i, row in enumerate(chosen, 1):
        print(f"[{i}/{len(chosen)}] {row.group}: {row.name} ({time.monotonic() - began:.0f} s)",
              file=sys.stderr, flush=True)
        try:
            series = row.measure(effort)
        except measure.MeasurementFailed as failure:
            print(failure, file=sys.stderr)
            series = {}
        table.append((row.group, lines_of(row, series)))
    return table


def self_test() -> None:
    series = {"limit": [10.0, 20.0], "crmlink": [12.0, 26.0]}
    assert rows.Goal(1.3, "limit").verdict(series) == "≤ 1.3 × limit: met (1.25)"
    assert rows.Goal(1.0, "limit").verdict(series) == "≤ 1 × limit: missed by 25 % (1.25)"
    assert rows.Goal(1.0, "beast").verdict(series).endswith("not measured")
    assert cell(series, "crmlink") == "19 (1.25)" and cell(series, "curl") == "–"
    assert as_markdown(["", "x"], [("g", ["a", "1"])]).splitlines()[-1] == "| a | 1 |"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often the clients take turns (default: 15)")
    parser.add_argument("--only", default="", metavar="REGEX", help="only rows whose group or name matches")
    parser.add_argument("--markdown", metavar="FILE", help="also write the table to FILE, between its marks")
    return parser.parse_args()


def put_into(path: Path, text: str) -> None:
    """Replaces what stands between the marks of a Markdown file."""
    begin, end = "<!-- table: written by tests/bench/run.sh --markdown -->", "<!-- end of table -->"
    old = path.read_text(encoding="utf-8") if path.exists() else f"{begin}\n{end}\n"
    if begin not in old or end not in old:
        sys.exit(f"{path} has no place for the table: {begin} … {end}")
    head, rest = old.split(begin, 1)
    path.write_text(f"{head}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")


def main() -> int:
    self_test()
    arguments = parse_arguments()
    clients = tuple(client for client in rows.CLIENTS if measure.has_client(client))
    effort = rows.Effort(clients, arguments.rounds)
    wanted = re.compile(arguments.only, re.IGNORECASE)
    chosen = [row for row in rows.all_rows() if wanted.search(f"{row.group}: {row.name}")]
    titles = ["", *rows.CLIENTS, "goals of crmlink"]
    table = measured(chosen, effort)
    print(f"\n{machine()}; in brackets the ratio to limit\n\n{as_text(titles, table)}")
    if arguments.markdown:
        put_into(Path(arguments.markdown), f"{machine()}.\n\n{as_markdown(titles, table)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
