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
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=limit, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise MeasurementFailed(str(failure)) from failure
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


def system_calls_of(port: str, at_once: int, client: str) -> float:
    """System calls per exchange. One at a time, the reply takes a while: under the tracer the client is
    so slow that it would lie ready before the client looks, which saves calls that no real service saves."""
    delay = {"delay_us": 300} if at_once == 1 else {}
    return system_calls(client=client, port=port, at_once=at_once, **delay)


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


def functions(program: str) -> dict[str, float]:
    """Nanoseconds of each case of a Google Benchmark program."""
    report = json.loads(output_of([ROOT / "build/bench/tests/bench" / program, "--benchmark_format=json",
                                   "--benchmark_min_time=0.1"]))
    return {case["name"]: case["cpu_time"] for case in report["benchmarks"]}


def include_seconds() -> float:
    """Processor time to compile a file that includes all of crmlink; the least of three."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "all.cpp")
        source.write_text("#include <crmlink/crmlink.hpp>\n", encoding="utf-8")
        command = [os.environ.get("CXX", "c++"), "-std=c++20", "-O2", "-c", source, "-o", Path(folder, "all.o"),
                   f"-I{ROOT}/include", f"-I{ROOT}/build/bench/include", "-DCRMLINK_STATIC"]
        return min(children_seconds(command) for _ in range(3))


def children_seconds(command: list) -> float:
    before = os.times()
    output_of(command)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def library_mib() -> float:
    with tempfile.TemporaryDirectory() as folder:
        stripped = Path(folder, "library")
        output_of(["strip", "-o", stripped, ROOT / "build/release-shared/libcrmlink.so"])
        return stripped.stat().st_size / 2**20


def has_client(name: str) -> bool:
    try:
        run("allocations", client=name, at_once=1, count=1)
    except MeasurementFailed:
        return False
    return True
