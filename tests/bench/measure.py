"""Runs the programs of the exchange benchmark and reads what they print."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("CRMLINK_EXCHANGE_BENCH", ROOT / "build/bench/bench/exchange_bench"))


class MeasurementFailed(Exception):
    """A program of the benchmark failed; says which and what it wrote."""


def output_of(command: list, limit: float = 300) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode != 0:
        raise MeasurementFailed(f"{' '.join(words)}: status {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def arguments_of(options: dict) -> list[str]:
    return [f"{name}={value}" for name, value in options.items()]


def run(command: str, **options) -> dict:
    """One measurement: exchange_bench COMMAND name=value..."""
    return json.loads(output_of([PROGRAM, command, *arguments_of(options)]))


def allocations(**options) -> float:
    return run("allocations", **options)["allocations"]


def system_calls(**options) -> float:
    return run("system_calls", **options)["system_calls"]


def instructions(count: int = 512, **options) -> float:
    """User instructions per exchange, counted by callgrind: a virtual machine often has no counters."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile")
        output_of(["valgrind", "--tool=callgrind", "--instr-atstart=no", "--collect-atstart=no",
                   f"--callgrind-out-file={profile}", PROGRAM, "allocations",
                   *arguments_of({**options, "count": count})])
        totals = re.search(r"^totals: (\d+)", profile.read_text(encoding="utf-8"), re.MULTILINE)
    if totals is None:
        raise MeasurementFailed("callgrind counted nothing")
    return int(totals[1]) / count
