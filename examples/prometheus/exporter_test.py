#!/usr/bin/env python3
"""exporter_test.py EXPORTER: runs dips, fetches the metrics and fails unless the numbers add up."""

import re
import signal
import subprocess
import sys
import urllib.request

DIPS = 60
SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


def check(what: str, found: object, expected: object) -> None:
    if found != expected:
        sys.exit(f"{what}: found {found}, expected {expected}")


class Metrics:
    """The samples of one scrape."""

    def __init__(self, text: str):
        self.text = text
        self.samples = []
        for line in text.splitlines():
            if match := SAMPLE.match(line):
                labels = dict(re.findall(r'(\w+)="([^"]*)"', match[2] or ""))
                self.samples.append((match[1], labels, float(match[3])))

    def sum(self, name: str, **wanted: str) -> float:
        return sum(value for found, labels, value in self.samples
                   if found == name and wanted.items() <= labels.items())

    def labels(self, name: str, label: str) -> set:
        return {labels[label] for found, labels, _ in self.samples if found == name and label in labels}


class Exporter:
    """A run of the exporter, up to the end of its dips."""

    def __init__(self, program: str, *arguments: str):
        self.process = subprocess.Popen(
            [program, "--dips", str(DIPS), "--rate", "500", *arguments], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        check("last line", self.process.stdout.readline().split()[:3], [str(DIPS), "dips", "have"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def fetch(self) -> Metrics:
        with urllib.request.urlopen(self.url, timeout=30) as reply:
            return Metrics(reply.read().decode())

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


def check_histogram(metrics: Metrics, name: str, count: float) -> None:
    check(f"{name}_count", metrics.sum(f"{name}_count"), count)
    check(f"{name} +Inf", metrics.sum(f"{name}_bucket", le="+Inf"), count)
    bounds = [value for found, _, value in metrics.samples if found == f"{name}_bucket"]
    check(f"{name} has buckets", len(bounds) > 10, True)
    check(f"{name}_sum is some time", metrics.sum(f"{name}_sum") > 0, count > 0)


def check_good_run(program: str) -> None:
    with Exporter(program) as exporter:
        metrics = exporter.fetch()
        check("dips", metrics.sum("crmlink_dips_total"), DIPS)
        check("found", metrics.sum("crmlink_dips_total", status="ok"), DIPS / 2)
        check("not found", metrics.sum("crmlink_dips_total", status="no_match"), DIPS / 2)
        check("requests of dips", metrics.sum("crmlink_dip_requests_total"), DIPS)
        check("requests", metrics.sum("crmlink_http_requests_total"), DIPS)
        check("replies", metrics.sum("crmlink_http_responses_total", status="2xx"), DIPS)
        check("failures", metrics.sum("crmlink_http_failures_total"), 0)
        check_histogram(metrics, "crmlink_dip_duration_seconds", DIPS)
        check("origins", len(metrics.labels("crmlink_http_connections", "origin")), 1)
        check("leased", metrics.sum("crmlink_http_connections", state="leased"), 0)
        check("connections", metrics.sum("crmlink_http_connections_made_total") >= 1, True)
        check("breaker", metrics.sum("crmlink_breaker_state", state="closed"), 1)
        check("phases", {"wait", "receive", "tls"} <= metrics.labels(
            "crmlink_http_phase_duration_seconds_count", "phase"), True)
        check("wait", metrics.sum("crmlink_http_phase_duration_seconds_count", phase="wait"), DIPS)
        check("confidential", re.findall(r"\+?\d{10,}(?=\")|only-for-this-example|/api/", metrics.text), [])
        check("exit status", exporter.interrupt(), 0)


def check_bad_run(program: str) -> None:
    with Exporter(program, "--fault", "garbage") as exporter:
        metrics = exporter.fetch()
        check("invalid", metrics.sum("crmlink_dips_total", status="invalid_response"), DIPS)
        check("replies", metrics.sum("crmlink_http_responses_total"), DIPS)
    with Exporter(program, "--fault", "down") as exporter:
        metrics = exporter.fetch()
        check("failed dips", metrics.sum("crmlink_dips_total", status="ok"), 0)
        check("failures", metrics.sum("crmlink_http_failures_total"), metrics.sum("crmlink_http_requests_total"))
        check("breaker opened", metrics.sum("crmlink_breaker_opened_total") >= 1, True)


def main() -> None:
    program = sys.argv[1]
    help_text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True, timeout=30).stdout
    check("help", "--profile" in help_text, True)
    check_good_run(program)
    check_bad_run(program)


main()
