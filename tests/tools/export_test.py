"""`crmlink export`, as its users run it."""

import csv
import datetime
import json
import os
import signal
import subprocess
import sys
import unittest

from message_service import HOUR_MS, MessageService, config
from service import Service, reply
from tool import COMPLAINTS, FAILED_DIP, FINE, HERE, SECRET, TOOL, USAGE, ToolTest

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
                      ("--from", "20260301", "--to", "20260302"), (*MARCH, "--session", "x"),
                      (*MARCH, "--session", ""), (*MARCH, "--format", "xml"), (*MARCH, "--output", "/nowhere/x"),
                      ("--resume", "absent")):
            with self.subTest(wrong):
                self.export(config, *wrong, status=USAGE)
        self.write("not.resume", {"token": "x"})
        self.assertIn("isn't what an export has left",
                      self.export(config, "--resume", "not.resume", status=USAGE).err)
        self.write("bad.resume", {"token": "x", "format": "csv", "output": "", "bytes": 0})
        run = self.export(config, "--resume", "bad.resume", status=USAGE)
        self.assertIn("it isn't a token of an export", run.err)
        self.assertNotIn("go on with", run.err)
        self.assertIn("leave out", self.export(config, "--resume", "bad.resume", *MARCH, status=USAGE).err)
        self.assertIn("has csv", self.export(config, "--resume", "bad.resume", "--format", "ndjson",
                                             status=USAGE).err)

    def test_the_messages_of_a_customer_session(self):
        with MessageService(per_hour=60) as server:
            run = self.export(server.config(limit=2000), *MARCH, "--session", "-77.2")
            expected = [ts for ts in server.times(START, END) if server.session_of(ts) == "-77.2"]
            self.assertEqual(self.times_in(run.out), expected)
            self.assertEqual({json.loads(line)["customersessionid"] for line in run.out.splitlines()}, {"-77.2"})
            for request in server.requests:
                self.assertRegex(request, r"^GET /\S+/4711/RedactedMessages\?\S*customersessionid=-77\.2&")

    def test_a_server_with_a_smaller_limit_of_its_own_loses_nothing(self):
        with MessageService(per_hour=1, cap=50) as server:
            run = self.export(server.config(limit=1000), *MARCH, "--verbose")
            self.assertEqual(self.times_in(run.out), list(server.times(START, END)))
        self.assertEqual(run.err.count("more messages behind a page of fewer than the limit of 1000"), 1)

    def test_a_server_that_is_killed_in_the_midst_of_a_reply(self):
        for limit in (0, 4000):
            with self.subTest(limit):
                command = [sys.executable, "message_service.py", "60", "12000"]
                with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE) as server:
                    given = config(server.stdout.readline().decode().strip(), limit=limit)
                    command = [TOOL, "export", self.write("export.json", given), *MARCH, "--output", "out"]
                    with subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE) as tool:
                        self.assertEqual(server.stdout.readline(), b"paused\n")
                        server.kill()
                        _, err = tool.communicate(timeout=60)
                self.assertEqual(tool.returncode, FAILED_DIP, err)
                self.assertIn(b"go on with: --resume out.resume\n", err)
                with MessageService(per_hour=60) as server:
                    self.export(server.config(), "--resume", "out.resume")
                    whole = self.export(server.config(limit=limit), *MARCH).out
                    self.assertEqual(self.read("out"), whole)
                    self.assertEqual(self.times_in(whole), list(server.times(START, END)))

    def test_the_summary_as_a_document(self):
        with MessageService(per_hour=60) as server:
            run = self.export(server.config(), *MARCH, "--output", "out", "--json")
            self.assertEqual(run.err, "")
            summary = run.json
            self.assertGreaterEqual(summary.pop("elapsed_ms"), 0)
            size = (self.folder / "out").stat().st_size
            self.assertEqual(summary, {
                "ended": True, "interrupted": False, "error": None, "server_text": None, "messages": 27361,
                "windows": 3, "windows_done": 3, "repeats": 2, "left_out": 0, "output": "out",
                "format": "ndjson", "bytes": size, "resume": None})
        with MessageService(per_hour=60) as server:
            run = self.interrupted(server, signal.SIGINT, "--output", "out", "--json")
            self.assertEqual(run.returncode, FAILED_DIP)
            first = json.loads(run.stdout)
            self.assertEqual((first["ended"], first["interrupted"], first["resume"], first["windows_done"]),
                             (False, True, "out.resume", 1))
            self.assertEqual(first["messages"], len(self.times_in(self.read("out"))))
            self.assertEqual(first["bytes"], (self.folder / "out").stat().st_size)
            given = server.config()
        with Service(reply("busy", "418 Teapot")) as broken:
            run = self.export(given | {"base_url": broken.url.removesuffix("/dip")}, "--resume", "out.resume",
                              "--json", status=FAILED_DIP)
            self.assertEqual((run.json["interrupted"], run.json["server_text"]), (False, "busy"))
            self.assertIn("status 418 instead of 200", run.json["error"])
            self.assertEqual(run.json["messages"], first["messages"])
            self.assertEqual(run.json["bytes"], first["bytes"])
        self.assertIn("limits", self.export(given | {"limits": 5}, *MARCH, "--json", status=COMPLAINTS)
                      .json["complaints"][0]["pointer"])

    def test_the_document_and_messages_are_never_mixed(self):
        given = {"name": "r", "base_url": "https://engage.example", "provider_id": "1", "api_key": SECRET}
        run = self.export(given, *MARCH, "--json", status=USAGE)
        self.assertIn("name a file for these by --output", run.err)
        self.assertEqual(run.out, "")

    def test_nothing_is_replaced_before_messages_have_come(self):
        self.write("out", "precious")
        with Service(reply("who?", "401 Unauthorized")) as broken:
            given = config(broken.url.removesuffix("/dip"))
            self.export(given, *MARCH, "--output", "out", status=FAILED_DIP)
            self.export(given, "--from", "2026-03-02", "--to", "2026-03-01", "--output", "out", status=USAGE)
            self.write("out.resume", "{}")
            run = self.export(given, *MARCH, "--output", "out", status=USAGE)
        self.assertIn("go on with --resume out.resume, or remove that file", run.err)
        self.assertEqual(self.read("out"), "precious")

    def test_a_full_disk_is_told(self):
        with MessageService(per_hour=1) as server:
            run = self.export(server.config(), *MARCH, "--output", "/dev/full", status=USAGE)
            self.assertIn("crmlink: /dev/full: it can't be written: No space left on device\n", run.err)
            self.assertNotIn("--resume", run.err)

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
