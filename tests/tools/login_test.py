"""`crmlink login`: a person in a browser, the token's file, and whatever goes wrong between them."""

import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

from tool import COMPLAINTS, FAILED_DIP, FINE, SECRET, TOOL, USAGE, ToolTest

TOKEN = {"access_token": "pl4nted-access", "refresh_token": "pl4nted-refresh", "expires_in": 3600}


class TokenServer:
    """Answers every request for a token alike, and keeps what it was asked."""

    def __init__(self, status: int = 200, body: str = json.dumps(TOKEN)):
        forms = self.forms = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                forms.append(dict(urllib.parse.parse_qsl(self.rfile.read(size).decode())))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class LoginRun:
    """A login that waits for its browser."""

    def __init__(self, test: "Login", *arguments: str):
        self.process = subprocess.Popen([TOOL, "login", *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, cwd=test.folder, text=True)
        test.addCleanup(self.close)
        self.said = ""
        stream = self.process.stderr if "--json" in arguments else self.process.stdout
        for line in stream:
            self.said += line
            if "Waiting" in line:
                break
        self.url = re.search(r"http\S+/authorize\S+", self.said)[0]
        self.redirect = re.search(r"at (http\S+);", self.said)[1]
        self.sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))

    def close(self):
        self.process.kill()
        self.process.communicate()

    def visit(self, query: str, path: str = "") -> tuple[int, str]:
        url = urllib.parse.urljoin(self.redirect, path or None) + query
        try:
            with urllib.request.urlopen(url, timeout=20) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def finish(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


class Login(ToolTest):
    def config(self, server: str = "https://id.example", **changes) -> str:
        auth = {"kind": "oauth2", "grant": "authorization_code", "client_id": "c",
                "client_secret": SECRET, "authorization_url": server + "/authorize",
                "token_url": server + "/token"} | changes
        return self.write("crm.json", {"auth": auth})

    def store(self) -> pathlib.Path:
        return self.folder / "token.json"

    def start(self, *arguments: str, **changes) -> LoginRun:
        return LoginRun(self, self.config(**changes), "--store", "token.json", *arguments)

    def test_a_browser_with_the_code_ends_the_wait_and_the_token_is_kept(self):
        with TokenServer() as server:
            run = self.start(server=server.url)
            status, page = run.visit("?code=c0de&state=" + run.sent["state"])
            code, out, err = run.finish()
        self.assertEqual((status, code, err), (200, FINE, ""))
        self.assertIn("You are logged in", page)
        self.assertIn("Logged in. The token is in token.json; it expires at 20", out)
        self.assertEqual(server.forms[0]["code"], "c0de")
        self.assertEqual(server.forms[0]["redirect_uri"], run.redirect)
        self.assertEqual(json.loads(self.store().read_text())["refresh_token"], "pl4nted-refresh")
        self.assertEqual(self.store().stat().st_mode & 0o777, 0o600)
        self.assertNotIn("pl4nted", run.said + out + page)

    def test_json_tells_the_outcome_and_no_token(self):
        with TokenServer() as server:
            run = self.start("--json", server=server.url)
            run.visit("?code=c0de&state=" + run.sent["state"])
            code, out, _ = run.finish()
        document = json.loads(out)
        self.assertEqual(code, FINE)
        self.assertEqual((document["ok"], document["renewable"], document["store"]),
                         (True, True, "token.json"))
        self.assertRegex(document["expires_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertNotIn("pl4nted", out)

    def test_somebody_elses_page_doesnt_end_the_wait(self):
        with TokenServer() as server:
            run = self.start(server=server.url)
            self.assertEqual(run.visit("?code=x&state=<b>pl4nted")[0], 400)
            self.assertEqual(run.visit("")[0], 400)
            self.assertEqual(run.visit("", "/favicon.ico")[0], 404)
            self.assertEqual(server.forms, [])
            self.assertEqual(run.visit("?code=c&state=" + run.sent["state"])[0], 200)
            self.assertEqual(run.finish()[0], FINE)

    def test_a_refusal_is_told_with_the_servers_words_apart(self):
        run = self.start()
        status, page = run.visit("?error=access_denied&error_description=not%1b%5b31m+you&state=" +
                                 run.sent["state"])
        code, _, err = run.finish()
        self.assertEqual((status, code), (400, FAILED_DIP))
        self.assertNotIn("not", page.replace("nothing", ""))
        self.assertIn("access was denied", err)
        self.assertIn("The server says: access_denied: not", err)
        self.assertNotIn("\x1b", err)
        self.assertFalse(self.store().exists())

    def test_a_token_server_in_trouble_leaves_the_old_token(self):
        self.store().write_text('{"access_token": "old"}')
        self.store().chmod(0o600)
        with TokenServer(500, "<html>") as server:
            run = self.start("--json", server=server.url)
            self.assertEqual(run.visit("?code=c&state=" + run.sent["state"])[0], 400)
            code, out, _ = run.finish()
        self.assertEqual(code, FAILED_DIP)
        self.assertIn("status 500", json.loads(out)["error"])
        self.assertIn("old", self.store().read_text())

    def test_ctrl_c_ends_the_wait_and_leaves_nothing(self):
        run = self.start()
        os.kill(run.process.pid, signal.SIGINT)
        code, _, err = run.finish()
        self.assertEqual(code, FAILED_DIP)
        self.assertIn("cancelled", err)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["crm.json"])

    def test_the_time_for_the_person_is_limited_and_told(self):
        run = self.start("--timeout", "1")
        self.assertIn("Waiting 1 s", run.said)
        code, _, err = run.finish()
        self.assertEqual(code, FAILED_DIP)
        self.assertIn("no browser came within 1 s", err)

    def test_a_store_that_others_can_read_is_refused_before_anybody_logs_in(self):
        self.store().write_text("{}")
        self.store().chmod(0o644)
        run = self.expect(self.run_tool("login", self.config(), "--store", "token.json"), FAILED_DIP)
        self.assertIn("chmod 600", run.err)
        self.assertEqual(run.out, "")

    def test_a_wrong_configuration_is_told_with_all_complaints(self):
        wrong = self.write("wrong.json", {"auth": {"kind": "oauth2", "client_secret": SECRET}})
        run = self.expect(self.run_tool("login", wrong, "--store", "t", "--json"), COMPLAINTS)
        pointers = [complaint["pointer"] for complaint in run.json["complaints"]]
        self.assertEqual(pointers, ["/auth/grant", "/auth/token_url", "/auth/client_id"])
        self.assertNotIn(SECRET, run.both)

        basic = self.write("basic.json", {"auth": {"kind": "none"}})
        run = self.expect(self.run_tool("login", basic, "--store", "t"), COMPLAINTS)
        self.assertIn("nothing to log in to", run.err)
        run = self.expect(self.run_tool("login", self.config(grant="client_credentials"),
                                        "--store", "t"), COMPLAINTS)
        run = self.expect(self.run_tool("login", self.config(redirect_url="https://crm.example/"),
                                        "--store", "t"), COMPLAINTS)
        self.assertIn("redirect_url", run.err)

    def test_wrong_arguments(self):
        self.expect(self.run_tool("login", self.config()), USAGE)
        self.expect(self.run_tool("login", "none.json", "--store", "t"), USAGE)
        self.expect(self.run_tool("login", self.config(), "--store", "t", "--timeout", "0"), USAGE)
        run = self.expect(self.run_tool("login", "--help"), FINE)
        self.assertIn("Example:", run.out)


if __name__ == "__main__":
    unittest.main()
