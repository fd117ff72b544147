"""`crmlink dip` against a service on loopback."""

import json
import signal
import socket
import subprocess
import unittest

from service import OK, Service, reply
from tool import COMPLAINTS, FAILED_DIP, FINE, SECRET, TOOL, USAGE, ToolTest, profile

FALLBACK = {"language": {"value": "en", "display_to_agent": True}}


class Dip(ToolTest):
    def dip(self, url, *arguments, status=FINE, changes=None, **environment):
        members = {"fallback": FALLBACK} | (changes or {})
        file = self.write("dip.json", profile(url, **members))
        return self.expect(
            self.run_tool("dip", file, "--set", "ANI=+12223334444", *arguments, **environment), status)

    def test_a_dip_that_works_shows_parameters_and_phases(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url)
        self.assertIn("customer-lookup: ok in ", run.out)
        rows = [line.split() for line in run.out.splitlines()]
        self.assertIn(["language", "fr", "yes", "no", "reply"], rows)
        self.assertIn(["balance", "12.5", "no", "yes", "reply"], rows)
        for phase in ("connect", "send", "wait", "total"):
            self.assertTrue(any(row[:1] == [phase] for row in rows), phase)
        head, body = service.requests[0].split(b"\r\n\r\n")
        self.assertIn(f"\r\nAuthorization: Bearer {SECRET}\r\n".encode(), head)
        self.assertEqual(json.loads(body), {"phone": "+12223334444"})

    def test_the_configuration_of_a_client_is_used(self):
        client = self.write("http.json", {"client": {"user_agent": "desk/7"},
                                          "resilience": {"retry": {"max_attempts": 2, "base_delay_ms": 0}}})
        with Service(reply(OK)) as service:
            self.dip(service.url, "--http", client)
        self.assertIn(b"User-Agent: desk/7\r\n", service.requests[0])
        with socket.create_server(("127.0.0.1", 0)) as closed:
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        dip, = self.dip(url, "--http", client, "--json", status=FAILED_DIP).json["dips"]
        self.assertEqual((dip["attempts"], dip["delivery"]), (2, "not_sent"))

    def test_a_wrong_configuration_of_a_client_is_said_before_anything_is_sent(self):
        client = self.write("http.json", {"client": {"max_connections": 0}})
        with Service(reply(OK)) as service:
            run = self.dip(service.url, "--http", client, status=COMPLAINTS)
            self.assertEqual(service.requests, [])
        self.assertIn("/client/max_connections: ", run.err)

    def test_json_has_stable_keys(self):
        with Service(reply(OK)) as service:
            document = self.dip(service.url, "--json").json
        self.assertEqual(set(document), {"profile", "url", "succeeded", "dips"})
        dip, = document["dips"]
        self.assertEqual(set(dip), {
            "status", "succeeded", "source", "age_us", "reason", "reply_excerpt", "parameters", "http_status", "phase",
            "delivery", "attempts", "reused_connection", "peer", "slow", "dropped",
            "null_parameters", "elapsed_us"})
        self.assertEqual((dip["status"], dip["http_status"], dip["attempts"]), ("ok", 200, 1))
        self.assertEqual(dip["parameters"][0], {
            "name": "language", "value": "fr", "kind": "text", "display_to_agent": True,
            "save_to_database": False, "from_fallback": False})
        self.assertEqual(dip["parameters"][1]["kind"], "number")
        self.assertEqual(list(dip["elapsed_us"]), ["queue", "resolve", "connect", "tls", "send", "wait",
                                                   "receive", "parse", "total"])

    def test_every_option_of_the_help_text_keeps_its_keys(self):
        with Service(reply(OK)) as service:
            dip = self.dip(service.url, "--json").json["dips"][0]
        text = self.run_tool("dip", "--help").out
        for key in [*dip, *dip["parameters"][0], *dip["dropped"], *dip["elapsed_us"]]:
            self.assertIn(f'"{key}"', text)

    def test_no_match_is_no_failure(self):
        with Service(reply({"parameters": {}})) as service:
            run = self.dip(service.url)
        self.assertIn("customer-lookup: no_match in ", run.out)
        self.assertIn("no parameters", run.out)

    def test_a_refused_connection_is_a_failed_dip_with_fallback_values(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))  # bound, but nobody listens
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/dip"
            run = self.dip(url, status=FAILED_DIP)
            dip = self.dip(url, "--json", status=FAILED_DIP).json["dips"][0]
        self.assertIn("customer-lookup: transport in ", run.out)
        self.assertIn("reason: customer-lookup: POST http://127.0.0.1", run.out)
        self.assertIn("connection: none, delivery: not_sent", run.out)
        self.assertIn(["language", "en", "yes", "no", "fallback"],
                      [line.split() for line in run.out.splitlines()])
        self.assertEqual((dip["status"], dip["delivery"]), ("transport", "not_sent"))

    def test_a_service_that_never_answers_is_a_timeout(self):
        with Service(None) as service:
            short = self.dip(service.url, "--json", status=FAILED_DIP, changes={"timeout_ms": 50}).json
            shorter = self.dip(service.url, "--json", "--timeout-ms", "50", status=FAILED_DIP).json
        for document in (short, shorter):
            dip, = document["dips"]
            self.assertEqual((dip["status"], dip["phase"]), ("timeout", "wait"))
            self.assertEqual(dip["delivery"], "maybe_applied")
            self.assertTrue(dip["slow"])

    def test_a_longer_timeout_than_the_profile_allows_is_a_warning(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url, "--timeout-ms", "30000")
        self.assertIn("warning: --timeout-ms can only shorten", run.err)

    def test_garbage_is_a_failed_dip_that_quotes_it(self):
        with Service(reply("<html>\x1b[2J oops</html>")) as service:
            run = self.dip(service.url, status=FAILED_DIP)
        self.assertIn("customer-lookup: invalid_response in ", run.out)
        self.assertIn("oops", run.out)
        self.assertNotIn("\x1b", run.both)

    def test_an_error_status_is_a_failed_dip(self):
        with Service(reply("{}", "503 Service Unavailable")) as service:
            dip = self.dip(service.url, "--json", status=FAILED_DIP).json["dips"][0]
        self.assertEqual((dip["status"], dip["http_status"]), ("http_status", 503))

    def test_what_the_allow_list_drops_is_counted(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url, changes={"allow": {"language": {}}})
        self.assertIn("dropped: 1 not in the allow-list", run.out)

    def test_repeated_dips_share_a_kept_alive_connection(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url, "--repeat", "3")
            document = self.dip(service.url, "--repeat", "3", "--json").json
        self.assertEqual(service.connections, 2)
        self.assertIn("3 dips, 2 on a kept-alive connection", run.out)
        self.assertEqual([dip["reused_connection"] for dip in document["dips"]], [False, True, True])

    def test_a_token_that_cannot_be_had_is_a_wrong_configuration(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url, status=COMPLAINTS, changes={"api_token": {"env": "CRMLINK_NO_TOKEN"}})
        self.assertIn("CRMLINK_NO_TOKEN", run.out)
        self.assertEqual(service.requests, [])

    def test_no_secret_is_printed_even_if_the_service_returns_it(self):
        secret_file = self.write("token", SECRET)
        for token in (SECRET, {"env": "CRM_TOKEN"}, {"file": secret_file}):
            for answer in (reply(f"you sent {SECRET}"), reply({"error": SECRET}, "401 Unauthorized")):
                with Service(answer) as service:
                    for flags in (("--verbose",), ("--json", "--verbose")):
                        run = self.dip(f"{service.url}?key={SECRET}", *flags, status=FAILED_DIP,
                                       changes={"api_token": token}, CRM_TOKEN=SECRET)
                        self.assertNotIn(SECRET, run.both)
                    self.assertTrue(all(SECRET.encode() in request for request in service.requests))

    def test_verbose_prints_log_lines(self):
        with Service(reply("{}", "500 Oops")) as service:
            self.assertIn("warning dip: ", self.dip(service.url, "-v", status=FAILED_DIP).err)
            self.assertEqual("", self.dip(service.url, status=FAILED_DIP).err)

    def test_ctrl_c_cancels_the_dip(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Service(None) as service:
                file = self.write("dip.json", profile(service.url))
                tool = subprocess.Popen([TOOL, "dip", file, "--json", "--repeat", "9"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertTrue(service.asked.wait(60))
                tool.send_signal(number)
                out, err = tool.communicate(timeout=60)
            self.assertEqual(tool.returncode, FAILED_DIP, err)
            dip, = json.loads(out)["dips"]
            self.assertEqual((dip["status"], dip["delivery"]), ("cancelled", "maybe_applied"))
            self.assertIn(b"cancelling", err)

    def test_wrong_roots_are_refused_before_anything_is_sent(self):
        with Service(reply(OK)) as service:
            run = self.dip(service.url, "--ca", "absent.pem", status=USAGE)
        self.assertIn("absent.pem", run.err)
        self.assertEqual(service.connections, 0)

    def test_the_given_dns_servers_are_asked(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            server.settimeout(60)
            address = f"127.0.0.1:{server.getsockname()[1]}"
            file = self.write("dip.json", profile("https://crm.example/dip"))
            tool = subprocess.Popen([TOOL, "dip", file, "--dns", address, "--json", "--timeout-ms", "5000"],
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            question, peer = server.recvfrom(512)
            server.sendto(question[:2] + b"\x81\x83" + question[4:], peer)  # NXDOMAIN
            while tool.poll() is None:
                server.settimeout(0.1)
                try:
                    question, peer = server.recvfrom(512)
                    server.sendto(question[:2] + b"\x81\x83" + question[4:], peer)
                except TimeoutError:
                    pass
            out, err = tool.communicate()
        self.assertEqual(tool.returncode, FAILED_DIP, err)
        self.assertIn(b"\x03crm\x07example", question)
        self.assertEqual(json.loads(out)["dips"][0]["phase"], "resolve")


if __name__ == "__main__":
    unittest.main()
