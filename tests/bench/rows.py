"""What is measured, and what is asked of it: the rows of the benchmark's table."""

import statistics
from dataclasses import dataclass, field
from typing import Callable, Optional

import measure

CLIENTS = ("limit", "beast", "curl", "crmlink")
# Each series is a list: one value a round, the clients taking turns.
Series = dict[str, list[float]]


@dataclass
class Goal:
    most: float
    of: Optional[str] = None  # Of that client's value; None: as a number.

    def text(self) -> str:
        return f"≤ {self.most:g}" + (f" × {self.of}" if self.of else "")

    def value(self, series: Series) -> Optional[float]:
        ours = series.get("crmlink")
        if not ours or (self.of and not series.get(self.of)):
            return None
        if self.of is None:
            return statistics.median(ours)
        return statistics.median(a / b for a, b in zip(ours, series[self.of]))

    def verdict(self, series: Series) -> str:
        value = self.value(series)
        if value is None:
            return f"{self.text()}: not measured"
        # As it is shown: the fourth digit is the machine's.
        shown = float(number(value).replace(",", ""))
        if shown <= self.most:
            return f"{self.text()}: met ({number(value)})"
        over = 100 * (shown / self.most - 1)
        return f"{self.text()}: missed by {over:.{0 if over >= 1 else 1}f} % ({number(value)})"


@dataclass
class Row:
    group: str
    name: str
    measure: Callable[["Effort"], Series]
    goals: list[Goal] = field(default_factory=list)


@dataclass
class Effort:
    """How much is measured: which clients, how many rounds."""
    clients: tuple[str, ...]
    rounds: int


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def in_turn(command: str, **options) -> Callable[[Effort], Series]:
    def run(effort: Effort) -> Series:
        return measure.run(command, clients=",".join(effort.clients), rounds=effort.rounds, **options)
    return run


def one_by_one(counted: Callable[..., float], without: tuple[str, ...] = (), **options):
    def run(effort: Effort) -> Series:
        clients = [client for client in effort.clients if client not in without]
        return {client: [counted(client=client, **options)] for client in clients}
    return run


def open_loop(what: str) -> Callable[[Effort], Series]:
    def run(effort: Effort) -> Series:
        measured = in_turn("open_loop", rate=2000)(effort)
        return {client: measured[f"{client} {what}"] for client in effort.clients}
    return run


def idle_bytes(**options) -> float:
    return measure.run("idle_memory", connections=2000, delay_ms=1500, **options)["bytes"]


def slow_service(what: str, **options) -> Callable[..., float]:
    def run(client: str) -> float:
        measured = measure.run("waiting", client=client, connections=10000, **options)
        expected = 10000 if "timeout_ms" in options else 0
        if measured["timed_out"] != expected or measured["time_out_early_ms"] > 0:
            raise measure.MeasurementFailed(f"{client}: {measured}, not {expected} time-outs in time")
        return measured[what]
    return run


def function(ours: str, theirs: str) -> Callable[[Effort], Series]:
    """Nanoseconds of a function beside the same work through Boost.JSON's values."""
    def run(effort: Effort) -> Series:
        rounds = [measure.functions("dip_bench") for _ in range(min(effort.rounds, 5))]
        return {"crmlink": [one[ours] for one in rounds], "beast": [one[theirs] for one in rounds]}
    return run


def alone(counted: Callable[[], float]) -> Callable[[Effort], Series]:
    return lambda effort: {"crmlink": [counted()]}


def cpu_row(group: str, name: str, goals: list[Goal], **options) -> Row:
    return Row(group, name, in_turn("cpu", **options), goals)


def cpu_rows() -> list[Row]:
    limit = Goal(1.2, "limit")
    group = "Processor time per dip, µs"
    rows = []
    for port, against in (("plain", (0.42, 0.3)), ("tls", (0.55, 0.3))):
        for at_once, count in ((1, 1000), (64, 3000), (512, 4000)):
            goals = [limit]
            if at_once == 64:
                goals += [Goal(against[0], "beast"), Goal(against[1], "curl")]
            name = f"{'TLS 1.3' if port == 'tls' else port}, {at_once} at once"
            rows.append(cpu_row(group, name, goals, port=port, at_once=at_once, count=count))
    return rows


def other_cpu_rows() -> list[Row]:
    connection = "Processor time per dip on a new TLS connection, µs"
    crm = [Goal(1.25, "limit"), Goal(0.4, "beast")]
    new = {"keep": 0, "at_once": 8, "count": 200}
    return [
        cpu_row("Processor time per CRM call, µs", "plain, 64 at once", crm, work="crm", count=3000),
        cpu_row("Processor time per CRM call, µs", "TLS 1.3, 64 at once", crm, work="crm", port="tls",
                count=3000),
        cpu_row(connection, "full handshake", [Goal(1.08, "limit")], port="tls_full", **new),
        cpu_row(connection, "resumed", [Goal(1.1, "limit")], port="tls", **new),
    ]


def count_rows() -> list[Row]:
    kinds = (("User instructions per dip", measure.instructions, {"plain": (2e4, 2e4), "tls": (3.6e4, 3.6e4)}),
             ("Allocations per dip", measure.allocations, {"plain": (3, 3), "tls": (9, 9)}),
             ("System calls per dip", measure.system_calls_of, {"plain": (2.2, 4.3), "tls": (2.2, 4.3)}))
    rows = []
    for group, counted, goals in kinds:
        for port in ("plain", "tls"):
            for at_once, most in zip((64, 1), goals[port]):
                name = f"{'TLS 1.3' if port == 'tls' else port}, {at_once} at once"
                rows.append(Row(group, name, one_by_one(counted, port=port, at_once=at_once), [Goal(most)]))
    return rows


def crowd_rows() -> list[Row]:
    slow = "10,000 dips waiting for a slow service"
    no_limits = ("limit",)  # It has no time-outs.
    return [
        Row("Storm", "1,000 cold TLS requests, ms", in_turn("storm", port="tls", connections=64),
            [Goal(0.125, "beast"), Goal(1.3, "limit")]),
        Row("Memory per idle connection, bytes", "plain", one_by_one(idle_bytes, port="plain"), [Goal(2048)]),
        Row("Memory per idle connection, bytes", "TLS 1.3", one_by_one(idle_bytes, port="tls"), [Goal(40 * 1024)]),
        Row(slow, "memory of the process, MiB", one_by_one(slow_service("peak_mib", delay_ms=2500)), [Goal(150)]),
        Row(slow, "latest reply, ms after it was sent", one_by_one(slow_service("reply_late_ms", delay_ms=2500))),
        Row(slow, "latest time-out, ms after the deadline",
            one_by_one(slow_service("time_out_late_ms", delay_ms=9000, timeout_ms=2500), no_limits), [Goal(10)]),
        Row("2,000 dips a second, open loop, µs", "p50", open_loop("p50"), [Goal(1.1, "limit")]),
        Row("2,000 dips a second, open loop, µs", "p99", open_loop("p99"), [Goal(1.0, "beast")]),
    ]


def function_rows() -> list[Row]:
    group = "Without the network, ns (beast: Boost.JSON's values)"
    return [
        Row(group, "body from six templates", function("render_body_from_templates", "render_body_from_a_json_value"),
            [Goal(0.4, "beast"), Goal(250)]),
        Row(group, "reply to an owned result", function("read_reply_in_one_scan", "read_reply_through_a_json_value"),
            [Goal(0.4, "beast"), Goal(900)]),
    ]


def build_rows() -> list[Row]:
    return [
        Row("Cost to build with", "including crmlink/crmlink.hpp at -O2, s", alone(measure.include_seconds), [Goal(1.5)]),
        Row("Cost to build with", "shared library, stripped, MiB", alone(measure.library_mib), [Goal(2)]),
    ]


def all_rows() -> list[Row]:
    return cpu_rows() + other_cpu_rows() + count_rows() + crowd_rows() + function_rows() + build_rows()
