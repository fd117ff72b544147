#!/usr/bin/env python3
"""redmine_test.py: plays calls on the Redmine that tests/real/redmine/run.sh has started, and asks it what became of them.

The environment names the program: CRM_FLOW.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.request

URL, KEY = os.environ["CRMLINK_CRM_URL"], os.environ["CRMLINK_CRM_KEY"]
COMMENTS = ["Call started", "Call transferred", "Customer satisfaction", "Disposition", "Call ended"]
FILES = ["recording.wav", "transcript.txt", "metadata.json"]


def get(target: str) -> bytes:
    request = urllib.request.Request(target if target.startswith("http") else URL + target, headers={"X-Redmine-API-Key": KEY})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return reply.read()


class Redmine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crmlink-flow-")
        self.addCleanup(folder.cleanup)
        preset = pathlib.Path(os.environ["CRMLINK_PRESET"]).read_text()
        for what, by in (("https://redmine.example", URL), ("1001", os.environ["CRMLINK_PHONE_FIELD"]),
                         ("1002", os.environ["CRMLINK_ACCOUNT_FIELD"])):
            self.assertIn(what, preset)
            preset = preset.replace(what, by)
        self.config = pathlib.Path(folder.name) / "redmine.json"
        self.config.write_text(preset)

    def play(self, *arguments: str) -> dict:
        run = subprocess.run([os.environ["CRM_FLOW"], "--json", "--config", str(self.config), "--metadata-delay", "50", "--deadline", "60000",
                              "--read-back", URL + "/issues/{RECORD_ID}.json?include=journals,attachments", *arguments],
                             capture_output=True, text=True, timeout=200, env=os.environ | {"REDMINE_API_KEY": KEY})
        self.assertEqual(run.returncode, 0, run.stdout[-3000:] + run.stderr)
        self.assertNotIn(KEY, run.stdout + run.stderr)
        return json.loads(run.stdout)

    def test_a_call_is_there_with_all_that_was_said_and_its_files(self):
        report = self.play("--name", "Zoë 'O' \"Neil\" 😀")
        issue = json.loads(get(f"/issues/{report['record_id']}.json?include=journals,attachments"))["issue"]
        self.assertEqual((issue["subject"], issue["description"]),
                         ("Call about an invoice", "Wrong address on an invoice. Corrected, new invoice sent."))
        notes = [entry["notes"].splitlines()[0] for entry in issue["journals"] if entry.get("notes")]
        self.assertEqual(notes, COMMENTS)
        self.assertEqual([one["filename"] for one in issue["attachments"]], FILES)
        recording = get(issue["attachments"][0]["content_url"])
        self.assertEqual((recording[:4], len(recording)), (b"RIFF", 44 + 3 * 8000 * 2))
        self.assertEqual(report["crm"][0]["value"]["issue"]["id"], issue["id"])
        self.assertEqual(report["record_url"], f"{URL}/issues/{issue['id']}")
        account = json.loads(get(f"/issues/{report['account_id']}.json"))["issue"]
        self.assertEqual(account["subject"], "Zoë 'O' \"Neil\" 😀")

    def test_the_same_caller_has_one_account_and_one_open_record(self):
        first, again = (self.play("--caller", "+12025550111") for _ in range(2))
        self.assertEqual((first["account_id"], first["record_id"]), (again["account_id"], again["record_id"]))
        issue = json.loads(get(f"/issues/{again['record_id']}.json?include=journals,attachments"))["issue"]
        self.assertEqual(len(issue["attachments"]), 6)


if __name__ == "__main__":
    unittest.main()
