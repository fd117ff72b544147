"""What the small CRM's tests share: a service in a process of its own and a client of it."""

import http.client
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

SERVICE = sys.argv.pop(1) if len(sys.argv) > 1 else ""
TOKEN = "token-of-this-test"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Reply:
    def __init__(self, reply: http.client.HTTPResponse):
        self.status = reply.status
        self.headers = reply.headers
        self.body = reply.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Service:
    """A service on a free port. Ends with the test."""

    def __init__(self, folder: pathlib.Path, *arguments: str):
        authority = folder / "ca.pem"
        self.process = subprocess.Popen(
            [SERVICE, "--port", "0", "--ca-file", str(authority), "--count", "50", *arguments],
            env=os.environ | {"CRM_TOKEN": TOKEN}, stdout=subprocess.PIPE, text=True)
        line = ""
        while not line.startswith("listening on "):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the service didn't start")
        self.port = urllib.parse.urlsplit(line.split()[-1]).port
        self.tls = ssl.create_default_context(cafile=str(authority))

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=30)

    def ask(self, method: str, target: str, body=None, headers=None, **fields: str) -> Reply:
        """Sends one request; a body that isn't bytes goes as JSON."""
        sent = dict(BEARER if headers is None else headers)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        sent |= {name.replace("_", "-"): value for name, value in fields.items()}
        connection = self.connect()
        try:
            connection.request(method, target, body, sent)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=60)


class CrmTest(unittest.TestCase):
    """A test with a folder, and with services that end with it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crmlink-crm-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.database = self.folder / "crm.sqlite3"

    def start(self, *arguments: str) -> Service:
        service = Service(self.folder, *arguments)
        self.addCleanup(lambda: service.process.poll() is None and service.end())
        return service

    def start_on_file(self) -> Service:
        return self.start("--database", str(self.database))

    def expect(self, reply: Reply, status: int) -> Reply:
        self.assertEqual(reply.status, status, reply.body[:500])
        return reply

    def create_account(self, service: Service, phone: str = "+12220000001", **members) -> int:
        reply = service.ask("POST", "/api/accounts", {"name": "Kim Ng", "phone": phone} | members)
        return self.expect(reply, 201).json["account"]["id"]


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")
