"""Runs the command-line tool for tests, and makes the profiles that they give it."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

TOOL = os.environ["CRMLINK_TOOL"]
HERE = pathlib.Path(__file__).parent
SECRET = "pl4nted-s3cret"

FINE, COMPLAINTS, USAGE, FAILED_DIP = 0, 1, 2, 3


def profile(url: str = "https://crm.example/dip", **changes) -> dict:
    """Returns a profile that is fine, with members replaced; None removes one."""
    members = {
        "name": "customer-lookup",
        "api_url": url,
        "api_token": SECRET,
        "timeout_ms": 20000,
        "request_parameters": [
            {"key": "phone", "type": "standard", "value": "External Number"},
            {"key": "account", "type": "session", "value": "account"},
        ],
    }
    members.update(changes)
    return {name: value for name, value in members.items() if value is not None}


class Run:
    """What a run of the tool left behind."""

    def __init__(self, status: int, out: str, err: str):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def both(self) -> str:
        return self.out + self.err


class ToolTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crmlink-tool-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content) -> str:
        """Writes a file: text as it is, anything else as JSON. Returns its path."""
        text = content if isinstance(content, str) else json.dumps(content)
        path = self.folder / name
        path.write_text(text, "utf-8")
        return str(path)

    def run_tool(self, *arguments: str, stdin: str = "", **environment: str) -> Run:
        run = subprocess.run([TOOL, *arguments], input=stdin.encode(), capture_output=True,
                             env=os.environ | environment, cwd=self.folder, timeout=60)
        return Run(run.returncode, run.stdout.decode(), run.stderr.decode())

    def expect(self, run: Run, status: int) -> Run:
        self.assertEqual(run.status, status, run.both)
        return run
