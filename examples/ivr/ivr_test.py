#!/usr/bin/env python3
"""ivr_test.py IVR FAULT: plays 200 calls and fails unless all of them reach their end as they should.

FAULT is none, or what the service does wrong. No time is checked: the time-out is long where none may happen.
"""

import json
import subprocess
import sys

# Fault, time-out in ms, the status of every dip, the queue of every call that reached one.
ALWAYS = {
    "slow": (["--fault", "slow=100%:60000ms", "--timeout", "50"], "timeout"),
    "down": (["--fault", "down"], "transport"),
    "wrong-token": (["--fault", "wrong-token"], "http_status"),
    "garbage": (["--fault", "garbage"], "invalid_response"),
}
MIXED = [f"--fault={name}=10%" for name in ("down", "wrong-token", "garbage")] + ["--fault=slow=10%:60000ms"]


def play(ivr: str, arguments: list[str]) -> dict:
    command = [ivr, "--json", "--calls", "200", "--rate", "0", "--speed", "1000", *arguments]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=200)
    return json.loads(run.stdout)


def check(what: str, found: object, expected: object) -> None:
    if found != expected:
        sys.exit(f"{what}: found {found}, expected {expected}")


def check_calls(report: dict) -> None:
    summary = report["summary"]
    ends = [call["end"] for call in report["calls"]]
    check("calls", len(ends), 200)
    check("lost", summary["lost"], 0)
    check("ended", summary["transferred"] + summary["hung_up"] + summary["abandoned"], 200)


def statuses(report: dict) -> dict[str, int]:
    return {name: times["count"] for name, times in report["summary"]["dips"].items() if name != "all"}


def patient(report: dict) -> list[dict]:
    return [call for call in report["calls"] if call["end"] != "abandoned by the caller"]


def check_proper(report: dict) -> None:
    check("statuses", set(statuses(report)) <= {"ok", "no_match", "cancelled"}, True)
    for call in patient(report):
        last = call["dips"][-1]
        returned = {parameter["name"]: parameter for parameter in last["parameters"]}
        check("found", last["status"] == "ok", call["branch"] in ("known", "ticket", "vip"))
        if last["status"] != "ok":
            continue
        check("agent sees", sorted(name for name, one in returned.items() if one["display_to_agent"]),
              ["name", "open_tickets", "tier"])
        check("stored", [name for name, one in returned.items() if one["save_to_database"]], ["customer_id"])
        if call["branch"] == "known":
            check("queue", call["queue"], "sales_" + returned["language"]["value"])


def check_always(report: dict, status: str) -> None:
    check("statuses", set(statuses(report)) - {"cancelled"}, {status})
    check("queues", set(report["summary"]["queues"]), {"front_desk"})
    for call in patient(report):
        check("agent sees", [one["value"] for one in call["dips"][-1]["parameters"]], ["offline"])


def main() -> None:
    ivr, fault = sys.argv[1:3]
    if fault == "none":
        report = play(ivr, ["--timeout", "60000"])
        check_proper(report)
    elif fault == "mixed":
        report = play(ivr, [*MIXED, "--timeout", "2000"])
        check("some found", statuses(report).get("ok", 0) > 0, True)
        check("some failed", report["summary"]["queues"].get("front_desk", 0) > 0, True)
    else:
        arguments, status = ALWAYS[fault]
        report = play(ivr, arguments)
        check_always(report, status)
    check_calls(report)
    print(f"{fault}: {report['summary']}")


if __name__ == "__main__":
    main()
