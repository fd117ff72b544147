#!/usr/bin/env python3
"""crm_flow_test.py CRM_FLOW CRM_SERVICE CONFIG: plays calls and looks into the CRM's database at what became of them."""

import hashlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest

FLOW, SERVICE, CONFIG = sys.argv[1:4]
del sys.argv[1:4]
COMMENTS = ["Call started", "Call transferred", "Customer satisfaction", "Disposition", "Call ended"]
FILES = ["recording.wav", "transcript.txt", "metadata.json"]
IN_CALL = ["find_account", "create_account", "find_record", "create_record"]
AFTER = ["comment"] * 5 + ["update_record"] + ["upload_file"] * 3


class CrmFlow(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crmlink-flow-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.database = self.folder / "crm.sqlite3"

    def command(self, *arguments: str) -> list[str]:
        return [FLOW, "--json", "--metadata-delay", "50", "--database", str(self.database), *arguments]

    def play(self, *arguments: str, status: int = 0, command=None, **environment: str) -> dict:
        run = subprocess.run(command or self.command(*arguments), capture_output=True, text=True, timeout=200,
                             env=os.environ | environment)
        self.assertEqual(run.returncode, status, run.stdout[-3000:] + run.stderr)
        return json.loads(run.stdout)

    def ask(self, sql: str) -> list:
        with sqlite3.connect(self.database) as database:
            return database.execute(sql).fetchall()

    def caller(self) -> tuple:
        """The one account and record of the call, and the first lines of what was said of it."""
        accounts = self.ask("SELECT id, name, phone FROM account WHERE phone_digits = '12025550100'")
        self.assertEqual(len(accounts), 1)
        records = self.ask(f"SELECT id, subject, description FROM record WHERE account_id = {accounts[0][0]}")
        self.assertEqual(len(records), 1)
        comments = [body for body, in self.ask(f"SELECT body FROM comment WHERE record_id = {records[0][0]} ORDER BY id")]
        return accounts[0], records[0], comments

    def check_all_is_there_once(self) -> None:
        account, record, comments = self.caller()
        self.assertEqual(account[1:], ("Robin Fox", "+12025550100"))
        self.assertEqual(record[1:], ("Call about an invoice", "Wrong address on an invoice. Corrected, new invoice sent."))
        self.assertEqual(sorted(comment.split("\n")[0] for comment in comments), sorted(COMMENTS))
        files = self.ask(f"SELECT name, sha256, id FROM file WHERE record_id = {record[0]}")
        self.assertEqual(sorted(name for name, _, _ in files), sorted(FILES))
        for name, digest, number in files:
            content = (self.folder / "crm.sqlite3-files" / str(number)).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), digest)
            if name == "recording.wav":
                self.assertEqual((content[:4], content[8:16], len(content)), (b"RIFF", b"WAVEfmt ", 44 + 3 * 8000 * 2))
            if name == "metadata.json":
                metadata = json.loads(content)
                self.assertEqual((metadata["CALL_DURATION"], metadata["RATING"]), ("02:05", "5"))
        self.assertEqual(self.ask("SELECT count(*) FROM comment"), [(5,)])
        self.assertEqual(self.ask("SELECT count(*) FROM file"), [(3,)])

    def endpoints(self, report: dict) -> list[str]:
        return [moment["endpoint"] for moment in report["timeline"] if moment["method"]]

    def test_a_stranger_calls(self):
        report = self.play()
        self.check_all_is_there_once()
        self.assertEqual(self.endpoints(report), IN_CALL + AFTER)
        self.assertEqual((report["complete"], report["deferred"], report["requests"]), (True, 0, 13))
        account, record, comments = self.caller()
        self.assertEqual((report["account_id"], report["record_id"]), (str(account[0]), str(record[0])))
        self.assertTrue(report["record_url"].endswith(f"/records/{record[0]}"))
        self.assertEqual([comment.split("\n")[0] for comment in comments], COMMENTS)
        steps = [moment["step"] for moment in report["timeline"]]
        self.assertLess(steps.index("screen pop"), steps.index("answer"))
        self.assertEqual([one["status"] for one in report["crm"]], [200] * 4)
        self.assertEqual([one["body"] for one in report["crm"][2]["value"]["comments"]], comments)
        self.assertEqual([one["name"] for one in report["crm"][3]["value"]["files"]], FILES)

    def test_one_who_is_known_and_calls_again_has_one_account_and_record(self):
        self.play()
        report = self.play()
        self.assertEqual(self.endpoints(report)[:2], ["find_account", "find_record"])
        _, _, comments = self.caller()
        self.assertEqual(len(comments), 10)

    def test_what_is_set_reaches_the_crm(self):
        text = "Zoë 'O' <b>\"Neil\"</b> 😀"
        self.play("--caller", "+442079460000", "--name", text, "--set", f"TICKET_SUBJECT={text}")
        self.assertEqual(self.ask("SELECT name, subject FROM account JOIN record ON account_id = account.id WHERE phone = '+442079460000'"),
                         [(text, text)])

    def test_a_failing_crm_gets_everything_once_when_it_is_back(self):
        for fault in ("down", "busy", "lost", "slow=100%:60000ms", "down=50%", "lost=50%"):
            for since in ("ring", "answer"):
                if fault.startswith("slow") and since == "answer":
                    continue  # Nine time-outs of two seconds.
                with self.subTest(fault=fault, since=since):
                    for path in self.folder.glob("crm.sqlite3*"):
                        subprocess.run(["rm", "-r", str(path)], check=True)
                    report = self.play("--fault", fault, "--fault-from", since)
                    self.check_all_is_there_once()
                    self.assertTrue(report["complete"])
                    if "50%" not in fault:
                        self.assertEqual(report["deferred"], 1 if since == "ring" else 9)

    def test_a_failure_that_no_time_heals_is_told(self):
        for fault in ("wrong-token", "garbage"):
            report = self.play("--fault", fault, status=1)
            self.assertFalse(report["complete"])
            self.assertEqual(self.ask("SELECT count(*) FROM comment"), [(0,)])

    def test_ctrl_c_ends_it(self):
        run = subprocess.Popen([FLOW, "--metadata-delay", "3600000"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (run.kill(), run.communicate()))
        self.assertIn("calls", run.stdout.readline())
        # The screen has opened, and only the metadata takes an hour.
        while "CRM_Record_Pop" not in run.stdout.readline():
            pass
        run.send_signal(signal.SIGINT)
        said, _ = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130)
        self.assertIn("ended by Ctrl-C", said)

    def test_the_command_line_is_checked(self):
        for arguments in (["--nonsense"], ["--set", "novalue"], ["--fault-from", "ring"], ["--read-back", "https://x"],
                          ["--config", str(self.folder / "missing.json")], ["--fault", "down", "--config", CONFIG]):
            run = subprocess.run([FLOW, *arguments], capture_output=True, timeout=60)
            self.assertEqual(run.returncode, 2, arguments)
        self.assertEqual(subprocess.run([FLOW, "--fault", "gone"], capture_output=True, timeout=60).returncode, 1)
        self.assertEqual(subprocess.run([FLOW, "--help"], capture_output=True, timeout=60).returncode, 0)

    def test_tables_are_for_people(self):
        run = subprocess.run([FLOW, "--metadata-delay", "0", "--name", "Eve\x1b[31m\nred"], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertNotIn("\x1b", run.stdout)
        for words in ("CRM_Record_Pop", "create_account (POST)", "In the CRM now", "recording.wav", "all done: 13 requests"):
            self.assertIn(words, run.stdout)

    def test_another_crm_that_is_gone_leaves_the_steps_in_the_outbox(self):
        config = self.folder / "crm.json"
        config.write_text(pathlib.Path(CONFIG).read_text().replace(":8443", ":1"))
        report = self.play(command=[FLOW, "--json", "--config", str(config)], status=1, CRM_TOKEN="t")
        self.assertEqual((report["complete"], report["deferred"]), (False, 1))


class AnotherCrm(CrmFlow):
    """The small CRM in a process of its own, as any other CRM is."""

    def command(self, *arguments: str) -> list[str]:
        authority = str(self.folder / "ca.pem")
        service = subprocess.Popen([SERVICE, "--port", "0", "--ca-file", authority, "--count", "1", "--database", str(self.database)],
                                   env=os.environ | {"CRM_TOKEN": "t"}, stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (service.terminate(), service.communicate()))
        url = ""
        for line in service.stdout:
            if line.startswith("listening on "):
                url = line.split()[-1].removesuffix("/api/lookup")
                break
        config = self.folder / "crm.json"
        config.write_text(pathlib.Path(CONFIG).read_text().replace("https://localhost:8443", url))
        return [FLOW, "--json", "--config", str(config), "--ca", authority, "--metadata-delay", "50",
                "--read-back", f"{url}/api/records/{{RECORD_ID}}/comments", "--read-back", f"{url}/api/accounts/{{ACCOUNT_ID}}", *arguments]

    def test_its_configuration_is_all_it_needs(self):
        report = self.play(CRM_TOKEN="t")
        self.check_all_is_there_once()
        self.assertEqual(len(report["crm"][0]["value"]["comments"]), 5)
        self.assertEqual(report["crm"][1]["value"]["account"]["name"], "Robin Fox")


# What the base class tests is about the CRM in its own process.
for inherited in [name for name in vars(CrmFlow) if name.startswith("test_")]:
    setattr(AnotherCrm, inherited, None)

if __name__ == "__main__":
    unittest.main()
