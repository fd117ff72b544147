"""`crmlink bench` against a service on loopback."""

import json
import os
import pty
import signal
import subprocess
import unittest

from service import OK, Service, reply
from tool import COMPLAINTS, FAILED_DIP, FINE, TOOL, USAGE, ToolTest, profile


class Bench(ToolTest):
    def bench(self, url, *arguments, status=FINE, changes=None):
        file = self.write("dip.json", profile(url, **({"share_identical": False} | (changes or {}))))
        return self.expect(
            self.run_tool("bench", file, "--set", "ANI=+12223334444", *arguments), status)

    def test_every_request_is_counted_once(self):
        with Service(reply(OK)) as service:
            document = self.bench(service.url, "-c", "3", "-d", "0.2", "--json").json
            asked = len(service.requests)
        self.assertGreater(document["dips"], 3)
        self.assertEqual(document["dips"], asked)
        self.assertEqual(document["most_under_way"], 3)
        self.assertEqual(document["on_new_connection"], service.connections)
        self.assertEqual(document["statuses"], [{"status": "ok", "dips": asked, "first_reason": None}])
        self.assertEqual(sum(bar["dips"] for bar in document["histogram"]), asked)
        latencies = document["latency_us"]
        order = [latencies[key] for key in ("fastest", "p50", "p90", "p99", "p99_9", "slowest")]
        self.assertEqual(order, sorted(order))

    def test_a_rate_says_how_many_dips_are_made(self):
        with Service(reply(OK)) as service:
            document = self.bench(service.url, "--rate", "100", "--duration", "0.3", "--json").json
        self.assertEqual(document["dips"], 30)
        self.assertEqual(document["target_rate"], 100)

    def test_dips_over_the_concurrency_wait_and_their_waiting_counts(self):
        with Service(None) as service:
            document = self.bench(service.url, "--rate", "20", "-c", "1", "-d", "0.1", "--json",
                                  status=FAILED_DIP, changes={"timeout_ms": 200}).json
        self.assertEqual((document["dips"], document["most_under_way"]), (2, 1))
        # The second was due after 50 ms, began after 200 ms and ended after 400 ms.
        self.assertGreaterEqual(document["latency_us"]["slowest"], 350_000 - 5_000)

    def test_failures_show_their_first_reason(self):
        with Service(reply("no", status="503 Service Unavailable")) as service:
            run = self.bench(service.url, "-c", "1", "-d", "0.05", status=FAILED_DIP)
        row, = [line for line in run.out.splitlines() if line.startswith("http_status ")]
        self.assertIn("503", row)
        self.assertIn("100.00", row)

    def test_the_report_names_rate_latencies_and_histogram(self):
        with Service(reply(OK)) as service:
            run = self.bench(service.url, "--rate", "50", "-d", "0.1")
        self.assertIn("customer-lookup: 5 dips in ", run.out)
        self.assertIn("of 50.0/s, 0 failed", run.out)
        for word in ("p50", "p99.9", "slowest", "up to ms", "\u2588"):
            self.assertIn(word, run.out)
        self.assertEqual(run.err, "")

    def test_ctrl_c_ends_with_the_report(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Service(None) as service:
                file = self.write("dip.json", profile(service.url))
                tool = subprocess.Popen([TOOL, "bench", file, "--json", "-c", "2", "-d", "600"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertTrue(service.asked.wait(60))
                tool.send_signal(number)
                out, err = tool.communicate(timeout=60)
            self.assertEqual(tool.returncode, FAILED_DIP, err)
            document = json.loads(out)
            self.assertTrue(document["interrupted"])
            self.assertEqual((document["dips"], document["cut_short"]), (0, 2))
            self.assertIn(b"cancelling", err)

    def test_a_terminal_sees_the_load_as_it_goes(self):
        ours, theirs = pty.openpty()
        with Service(reply(OK)) as service:
            file = self.write("dip.json", profile(service.url))
            tool = subprocess.Popen([TOOL, "bench", file, "-d", "0.3", "--json"], stdout=subprocess.PIPE,
                                    stderr=theirs, env=os.environ | {"TERM": "xterm"})
            os.close(theirs)
            out, _ = tool.communicate(timeout=60)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # how a terminal says that nobody writes any more
        os.close(ours)
        self.assertIn(b"under way ", shown)
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-80:])
        self.assertGreater(json.loads(out)["dips"], 0)

    def test_every_key_is_in_the_help_text(self):
        with Service(reply(OK)) as service:
            document = self.bench(service.url, "--rate", "50", "-d", "0.05", "--json").json
        text = self.run_tool("bench", "--help").out
        for key in [*document, *document["latency_us"], *document["statuses"][0], *document["histogram"][0]]:
            self.assertIn(f'"{key}"', text)

    def test_a_wrong_profile_and_wrong_numbers_send_nothing(self):
        with Service(reply(OK)) as service:
            self.bench(service.url, status=COMPLAINTS, changes={"timeout_ms": 0})
            for option in (("--rate", "0"), ("-c", "0"), ("-d", "0"), ("--rate", "many")):
                self.bench(service.url, *option, status=USAGE)
        self.assertEqual(service.connections, 0)


if __name__ == "__main__":
    unittest.main()
