"""`crmlink export`, as its users run it."""

import csv
import datetime
import json
import os
import signal
import subprocess
import unittest

from message_service import HOUR_MS, MessageService
from service import Service, reply
from tool import COMPLAINTS, FAILED_DIP, FINE, SECRET, TOOL, USAGE, ToolTest

MARCH = ("--from", "2026-03-01", "--to", "2026-03-20")
START = int(datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc).timestamp()) * 1000
END = START + 19 * 24 * HOUR_MS


class Export(ToolTest):
    def export(self, config: dict, *arguments: str, status: int = FINE):
        run = self.expect(self.run_tool("export", self.write("export.json", config), *arguments), status)
        self.assertNotIn(SECRET, run.both)
        return run

    def times_in(self, text: str) -> list[int]:
        self.assertTrue(text.endswith("\n"))
        return [json.loads(line)["ts"] for line in text.splitlines()]

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def test_all_messages_of_a_range_in_order(self):
        with MessageService(per_hour=60) as server:
            run = self.export(server.config(), *MARCH)
            self.assertEqual(self.times_in(run.out), list(server.times(START, END)))
            self.assertIn("27,361 messages in 3 windows, 2 repeats left out\n", run.err)
            self.assertEqual(len(server.windows), 3)
        self.assertIn('"mood":[1.10,null]', run.out)

    def test_csv(self):
        with MessageService(per_hour=1) as server:
            self.export(server.config(), "--from", "2026-03-01T00:00:00Z", "--to", "2026-03-01T04:30:00+02:00",
                        "--format", "csv", "--output", "out.csv")
        text = (self.folder / "out.csv").read_bytes().decode()
        self.assertTrue(text.startswith("text,timestamp,ts,sendername,"))
        self.assertTrue(text.endswith(",bot,12.1772330400,-0.5,,,refund,0.93,,en,-77.1,,,\r\n"), text[-80:])
        rows = list(csv.DictReader(text.splitlines()))
        self.assertEqual([int(row["ts"]) for row in rows], [START + n * HOUR_MS for n in range(3)])
        self.assertIn('"and so on, and so on"', rows[0]["text"])
        self.assertFalse((self.folder / "out.csv.resume").exists())

    def interrupted(self, server: MessageService, how: int, *arguments: str) -> subprocess.CompletedProcess:
        """Runs an export until the service stops sending, and ends it by a signal."""
        server.pause_at = 12_000
        command = [TOOL, "export", self.write("export.json", server.config()), *MARCH, *arguments]
        with open(self.folder / "stdout", "wb") as stdout, \
                subprocess.Popen(command, cwd=self.folder, stdout=stdout, stderr=subprocess.PIPE) as process:
            self.assertTrue(server.paused.wait(60))
            while not (self.folder / "out.resume").exists():
                self.assertIsNone(process.poll())
            process.send_signal(how)
            _, err = process.communicate(timeout=60)
        server.go_on.set()
        return subprocess.CompletedProcess((), process.returncode, self.read("stdout"), err.decode())

    def test_an_interrupted_export_goes_on_without_loss_or_repetition(self):
        for form in ("ndjson", "csv"):
            with self.subTest(form), MessageService(per_hour=60) as server:
                run = self.interrupted(server, signal.SIGINT, "--output", "out", "--format", form)
                self.assertEqual(run.returncode, FAILED_DIP, run.stderr)
                self.assertIn("go on with: --resume out.resume\n", run.stderr)
                self.assertTrue(self.read("out").endswith("\n"))
                self.export(server.config(), "--resume", "out.resume")
                self.assertFalse((self.folder / "out.resume").exists())
                whole = self.export(server.config(), *MARCH, "--format", form).out
                self.assertEqual((self.folder / "out").read_bytes().decode(), whole)

    def test_a_killed_export_goes_on_too_and_half_a_line_is_cut(self):
        with MessageService(per_hour=60) as server:
            self.interrupted(server, signal.SIGKILL, "--output", "out")
            with open(self.folder / "out", "a", encoding="utf-8") as file:
                file.write('{"text":"hal')
            self.export(server.config(), "--resume", "out.resume", "--output", "out")
            self.assertEqual(self.times_in(self.read("out")), list(server.times(START, END)))

    def test_a_failure_leaves_what_to_go_on_with(self):
        with MessageService(per_hour=60) as server:
            run = self.interrupted(server, signal.SIGTERM, "--resume", "out.resume")
            self.assertEqual(run.returncode, FAILED_DIP)
            first = self.times_in(run.stdout)
            config = server.config()
            state = self.read("out.resume")
        with Service(reply("busy", "418 Teapot")) as broken:
            run = self.export(config | {"base_url": broken.url.removesuffix("/dip")}, "--resume", "out.resume",
                              status=FAILED_DIP)
            self.assertIn("status 418 instead of 200", run.err)
            self.assertIn("the server said: busy", run.err)
        self.assertEqual(self.read("out.resume"), state)
        with MessageService(per_hour=60) as server:
            run = self.export(server.config(), "--resume", "out.resume")
            self.assertEqual(first + self.times_in(run.out), list(server.times(START, END)))

    def test_replies_that_are_none(self):
        for body in ("<html>", '[{"messages":[{"text":"cut', '{"error":"x"}', "[1]"):
            with self.subTest(body), Service(reply(body)) as server:
                config = {"name": "r", "base_url": server.url.removesuffix("/dip"), "provider_id": "1", "api_key": SECRET}
                run = self.export(config, *MARCH, status=FAILED_DIP)
                self.assertIn("reason: r: POST http://127.0.0.1:", run.err)
                self.assertEqual(run.out, "")

    def test_wrong_arguments(self):
        config = {"name": "r", "base_url": "https://engage.example", "provider_id": "1", "api_key": SECRET}
        for wrong in ((), ("--from", "2026-03-01"), ("--from", "yesterday", "--to", "2026-03-02"),
                      ("--from", "2026-02-30", "--to", "2026-03-02"), ("--from", "2026-03-02", "--to", "2026-03-01"),
                      (*MARCH, "--session", "x"), (*MARCH, "--format", "xml"), (*MARCH, "--output", "/nowhere/x"),
                      ("--resume", "absent")):
            with self.subTest(wrong):
                self.export(config, *wrong, status=USAGE)
        self.write("not.resume", {"token": "x"})
        self.assertIn("isn't what an export has left",
                      self.export(config, "--resume", "not.resume", status=USAGE).err)
        self.write("bad.resume", {"token": "x", "format": "csv", "output": "", "bytes": 0})
        self.assertIn("it isn't a token of an export",
                      self.export(config, "--resume", "bad.resume", status=USAGE).err)
        self.assertIn("leave out", self.export(config, "--resume", "bad.resume", *MARCH, status=USAGE).err)
        self.assertIn("has csv", self.export(config, "--resume", "bad.resume", "--format", "ndjson",
                                             status=USAGE).err)

    def test_wrong_configurations_are_told_by_check_and_export(self):
        config = {"name": "r", "base_url": "https://engage.example", "provider_id": "1", "api_key": SECRET,
                  "limits": 5}
        run = self.export(config, *MARCH, status=COMPLAINTS)
        self.assertIn("/limits: unknown key; did you mean limit?", run.err)
        run = self.expect(self.run_tool("check", str(self.folder / "export.json")), COMPLAINTS)
        self.assertIn("/limits: unknown key; did you mean limit?", run.both)


class Million(ToolTest):
    """A year of messages in constant memory; for a tool without sanitizers (tests/bench/gate.cmake)."""

    def peak(self, per_hour: int) -> int:
        """Exports a year, and returns the most bytes that the tool had."""
        with MessageService(per_hour) as server:
            command = [TOOL, "export", self.write("export.json", server.config()), "--from", "2025-03-01", "--to",
                       "2026-03-01", "--output", "year.ndjson"]
            process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE)
            with process.stderr as stderr:
                err = stderr.read().decode()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, FINE, err)
        count = 365 * 24 * per_hour + 1
        self.assertIn(f"{count:,} messages in 53 windows", err)
        with open(self.folder / "year.ndjson", "rb") as file:
            self.assertEqual(sum(1 for _ in file), count)
        return used.ru_maxrss * 1024

    def test_a_million_messages_within_64_mb(self):
        self.assertLess(self.peak(120), 64 * 2**20)


if __name__ == "__main__":
    unittest.main()
