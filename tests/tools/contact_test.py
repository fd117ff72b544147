"""`crmlink explain` and `crmlink contact` on contact lookups, as their users run them."""

import base64
import json
import signal
import socket
import subprocess
import unittest

from service import Service, reply
from tool import COMPLAINTS, FAILED_DIP, FINE, SECRET, TOOL, USAGE, ToolTest

CALL = ("--set", "event.name=Received", "--set", "contact.source=+12223334444",
        "--set", "contact.direction=inbound", "--set", "contact.channel_type=phone")
SAVED = {name: "{response.body.properties." + name + "}"
         for name in ("firstname", "lastname", "company", "jobtitle")}
# What the source page has between `request` and `response`, unchanged.
SOURCE_PAGE = {
    "request": {"authentication": {"type": "basic"}, "method": "GET",
                "headers": {"Accept": "application/json"}, "params": {"phone": "{contact.source}"}},
    "response": {"save": {"customer_data": {"id": "{response.body.id}"} | SAVED |
                          {"lastticket": "{response.body.tickets[-1].id}"}}}}
KIM = {"id": 7, "properties": {"firstname": "Kim", "lastname": "Ng", "company": "ACME", "jobtitle": None},
       "tickets": [{"id": "T1"}, {"id": "T2"}]}
ATTACHED = {"customer_data": {"id": 7, "firstname": "Kim", "lastname": "Ng", "company": "ACME",
                              "lastticket": "T2"}}
CREDENTIALS = {"customer": {"user": "ivr", "secret": SECRET}}


def lookup(url="https://crm.example/customers", name="customer", page=SOURCE_PAGE, **around) -> dict:
    return {"name": name, "url": url, "events": ["Received", "Transferred", "Forwarded"],
            "direction": "inbound"} | page | around


def echo(name="echo", response=None, **request) -> dict:
    page = {"request": {"method": "POST", "body": {"who": "{contact.source}"}} | request,
            "response": {"save": {name: "{response.body.who}"}} if response is None else response}
    return lookup("edi://echo", name, page)


def guarded(request: bytes) -> bytes:
    """A CRM that knows one password."""
    right = base64.b64encode(f"ivr:{SECRET}".encode())
    if b"\r\nAuthorization: Basic " + right + b"\r\n" in request:
        return reply(KIM)
    return reply({"message": "who are you?"}, "401 Unauthorized")


class Files(ToolTest):
    def use(self, command, configs, *arguments, status=FINE, **more):
        configs = configs if isinstance(configs, list) else [configs]
        files = [self.write(f"{i}.json", config) for i, config in enumerate(configs)]
        return self.expect(self.run_tool(command, *files, *arguments, **more), status)

    def credentials(self, content=None):
        return "--credentials", self.write("credentials.json", CREDENTIALS if content is None else content)


class Explain(Files):
    def explain(self, config, *arguments, **more):
        return self.use("explain", config, *arguments, **more)

    def test_the_source_pages_request_is_shown_and_no_secret(self):
        run = self.explain(lookup(), *CALL)
        self.assertTrue(run.out.startswith("customer: sent at this event\n"), run.out)
        self.assertIn("\nGET https://crm.example/customers?phone=%2B12223334444\n"
                      "Authorization: Basic ********  (credential customer)\nAccept: application/json\n", run.out)
        rows = [line.split() for line in run.out.splitlines()]
        self.assertIn(["customer_data.lastticket", "{response.body.tickets[-1].id}"], rows)
        self.assertIn(["timeout", "10000", "ms"], rows)
        self.assertIn("agent sees  customer_data\n", run.out)
        self.assertIn("stored      nothing\n", run.out)
        self.assertEqual(run.err, "")

    def test_a_body_is_indented_and_absent_placeholders_are_named(self):
        run = self.explain(echo(body={"all": ["{contact.source}"], "agent": "{contact.agent.id}"}), *CALL)
        self.assertIn('{\n  "all": [\n    "+12223334444"\n  ]\n}\n', run.out)
        self.assertIn(["{contact.agent.id}", "body"], [line.split() for line in run.out.splitlines()])
        self.assertIn("without a network", run.out)

    def test_a_mismatch_is_explained_with_both_sides(self):
        run = self.explain(lookup(), "--set", "event.name=Queued", "--set", "contact.direction=outbound")
        self.assertTrue(run.out.startswith("customer: not for this event: another event\n"), run.out)
        rows = [line.split() for line in run.out.splitlines()]
        self.assertIn(["event", "Received,", "Transferred,", "Forwarded", "Queued", "doesn't", "fit"], rows)
        self.assertIn(["direction", "inbound", "outbound", "doesn't", "fit"], rows)

    def test_without_an_event_it_says_what_to_add(self):
        self.assertIn("add --set event.name=Received", self.explain(lookup()).err)

    def test_a_condition_is_evaluated_or_it_is_said_why_it_cant_be(self):
        config = echo(condition="contact.priority > 3")
        self.assertIn("           holds: it is True\n", self.explain(config, *CALL, "--set", "contact.priority:=5").out)
        run = self.explain(config, *CALL, "--set", "contact.priority:=1")
        self.assertTrue(run.out.startswith("echo: not sent: its condition doesn't hold\n"), run.out)
        run = self.explain(config, *CALL, "--set", "contact.priority=5")
        self.assertIn("can't be evaluated, so doesn't hold: ", run.out)

    def test_json_has_the_keys_of_the_help_text(self):
        config = echo(condition="True", authentication={"type": "basic"})
        document = self.explain(config, *CALL, "--json").json
        self.assertEqual(list(document), [
            "name", "sent", "mismatch", "filters", "condition", "echo", "method", "url", "params", "headers", "body",
            "absent", "authentication", "credentials", "delay_ms", "delay_max_ms", "timeout_ms", "proxy", "verify",
            "waits", "save", "set", "agent_view", "statistics_view", "failure"])
        text = self.run_tool("explain", "--help").out
        for key in [*document, *document["condition"], *document["filters"][0], *document["authentication"]]:
            self.assertIn(f'"{key}"', text)
        self.assertTrue(document["sent"])
        self.assertEqual(json.loads(document["body"]), {"who": "+12223334444"})

    def test_a_url_that_isnt_formed_is_a_complaint(self):
        run = self.explain(lookup("https://crm.example/{contact.source}"), "--set", "event.name=Received",
                           status=COMPLAINTS)
        self.assertIn("{contact.source} is absent, so there is no URL", run.err)

    def test_unknown_names_are_told_with_the_nearest_one(self):
        run = self.explain(lookup(), *CALL, "--set", "contact.sorce=1")
        self.assertIn("--set contact.sorce: ", run.err)
        self.assertIn("did you mean contact.source?", run.err)
        run = self.explain(lookup(), *CALL, "--set", "contact.Source=1", "--set", "contact.priority=5")
        self.assertIn("--set contact.Source: ", run.err)
        self.assertIn("contact.priority:=5 makes it one", run.err)
        conversation = self.write("call.json", {"contact": {"queue": {"adress": "x"}}})
        run = self.explain(lookup(), "--conversation", conversation)
        self.assertIn("contact.queue.adress: no conversation has it; did you mean contact.queue.address?", run.err)

    def test_a_broken_file_has_its_complaints(self):
        config = lookup() | {"evnts": []}
        config["request"] = {"method": "GET", "params": {"p": "{contact.sorce}"}}
        run = self.explain(config, *CALL, status=COMPLAINTS)
        self.assertIn("{contact.sorce}", run.err)
        self.assertIn("did you mean events?", run.err)

    def test_what_stands_behind_a_colon_and_equals_is_json(self):
        run = self.explain(lookup(), "--set", "contact.priority:=high", status=USAGE)
        self.assertIn("--set contact.priority:=high: expected JSON", run.err)


class Contact(Files):
    def contact(self, configs, *arguments, status=FINE, **more):
        return self.use("contact", configs, *CALL, *arguments, status=status, **more)

    def test_the_source_pages_lookup_attaches_what_a_crm_says(self):
        with Service(guarded) as service:
            document = self.contact(lookup(service.url), *self.credentials(), "--json").json
            run = self.contact(lookup(service.url), *self.credentials())
        self.assertEqual(document["data"], ATTACHED)
        self.assertEqual(document["agent_view"], ATTACHED)
        self.assertEqual(document["statistics_view"], {})
        step, = document["steps"]
        self.assertEqual((step["status"], step["http_status"], step["saved"]), ("done", 200, ["customer_data"]))
        self.assertIn(b"GET /dip?phone=%2B12223334444 HTTP/1.1\r\n", service.requests[0])
        self.assertIn(["customer", "done", "200"], [line.split()[:3] for line in run.out.splitlines()])
        self.assertIn('"lastticket": "T2"', run.out)
        self.assertIn("stored: nothing\n", run.out)
        self.assertNotIn(SECRET, run.both)

    def test_json_has_the_keys_of_the_help_text(self):
        document = self.contact(echo(), "--json").json
        self.assertEqual(list(document), ["cancelled", "steps", "data", "agent_view", "statistics_view", "set"])
        self.assertEqual(list(document["steps"][0]), [
            "name", "status", "background", "url", "http_status", "delay_us", "elapsed_us", "saved", "overwritten",
            "set", "note", "error", "server_text", "debug"])
        text = self.run_tool("contact", "--help").out
        for key in [*document, *document["steps"][0]]:
            self.assertIn(f'"{key}"', text)

    def test_a_wrong_password_is_a_failed_lookup(self):
        wrong = self.credentials({"customer": {"user": "ivr", "secret": "wr0ng"}})
        with Service(guarded) as service:
            run = self.contact(lookup(service.url), *wrong, status=FAILED_DIP)
        self.assertIn("failed: customer: ", run.out)
        self.assertIn("401", run.out)
        self.assertIn("--debug", run.err)
        self.assertNotIn("wr0ng", run.both)

    def test_credentials_that_are_missing_are_asked_for(self):
        run = self.contact(lookup(), status=COMPLAINTS)
        self.assertIn('0.json: /request: the host has no credential "customer"', run.err)
        self.assertIn("--credentials FILE", run.err)
        document = self.contact(lookup(), "--json", status=COMPLAINTS).json
        self.assertIn("no credential", document["complaints"][0]["message"])

    def test_a_wrong_file_of_credentials_is_told_without_its_secrets(self):
        content = {"customer": {"user": "a:b", "secret": {"evn": SECRET}, "pass": SECRET}}
        run = self.contact(lookup(), *self.credentials(content), status=COMPLAINTS)
        for pointer in ("/customer/user", "/customer/secret", "/customer/pass"):
            self.assertIn(pointer, run.err)
        self.assertNotIn(SECRET, run.both)

    def test_a_secret_that_cannot_be_had_is_a_wrong_configuration(self):
        content = {"customer": {"user": "ivr", "secret": {"env": "CRMLINK_NO_SUCH"}}}
        with Service(guarded) as service:
            run = self.contact(lookup(service.url), *self.credentials(content), status=COMPLAINTS)
        self.assertIn("CRMLINK_NO_SUCH", run.out)
        self.assertEqual(service.requests, [])

    def test_a_credential_without_a_user_is_warned_of(self):
        with Service(reply(KIM)) as service:
            run = self.contact(lookup(service.url), *self.credentials({"customer": {"secret": SECRET}}))
        self.assertIn("warning: credential customer has no user", run.err)

    def test_an_echo_gets_no_secret(self):
        run = self.contact(echo(body={"who": "{authentications.customer}"}), *self.credentials(), "--debug")
        self.assertIn('"echo": "********"', run.out)
        self.assertNotIn(SECRET, run.both)

    def test_an_echo_needs_no_network_and_no_credentials(self):
        document = self.contact(echo(), "--json").json
        self.assertEqual(document["data"], {"echo": "+12223334444"})

    def test_a_condition_that_fails_is_no_failure(self):
        step, = self.contact(echo(condition="contact.source == '1'"), "--json").json["steps"]
        self.assertEqual((step["status"], step["note"]), ("skipped", "its condition doesn't hold"))

    def test_the_fourth_lookup_is_left_out_and_later_keys_overwrite(self):
        configs = [echo("d") | {"ordinal": 4}, echo("b", {"save": {"a": "second"}}) | {"ordinal": 2},
                   echo("a") | {"ordinal": 1}, echo("c") | {"ordinal": 3}]
        document = self.contact(configs, "--json").json
        self.assertEqual([step["name"] for step in document["steps"]], ["a", "b", "c", "d"])
        self.assertEqual([step["status"] for step in document["steps"]], ["done", "done", "done", "left_out"])
        self.assertEqual(document["data"], {"a": "second", "c": "+12223334444"})
        self.assertIn("overwrote a", self.contact(configs).out)

    def test_what_replies_set_is_recorded(self):
        agents = [{"number": "7"}, {"chat_address": "kim"}]
        queue = "0b0c6ed2-6f5e-4d5c-9c3a-3f6e5a1b2c3d"
        config = echo(response={"set": {"priority": 7, "queue": {"id": queue}, "preferredAgent": {"id": "9"},
                                        "requiredAgents": agents}})
        document = self.contact(config, "--json").json
        self.assertEqual(document["set"], {"priority": 7, "queue": {"id": queue}, "preferredAgent": {"id": "9"},
                                           "requiredAgents": agents})

    def test_the_views_differ_from_the_data(self):
        config = echo(response={"save": {"shown": 1, "kept": 2}}) | {"views": {"agent": ["shown"], "statistics": ["kept"]}}
        document = self.contact(config, "--json").json
        self.assertEqual((document["agent_view"], document["statistics_view"]), ({"shown": 1}, {"kept": 2}))

    def test_one_in_the_background_is_waited_for_and_shown(self):
        page = {"request": {"method": "GET", "delay": 0.01}}
        with Service(reply({})) as service:
            run = self.contact([lookup(service.url, "hint", page), echo()])
        self.assertIn("the call went on meanwhile", run.out)
        self.assertIn(["hint", "done", "200"], [line.split()[:3] for line in run.out.splitlines()])

    def test_a_conversation_may_come_from_a_file_and_from_settings(self):
        conversation = {"contact": {"source": "1", "skills": ["en"], "queue": {"address": "sales"}},
                        "event": {"name": "Queued", "datetime": "2026-03-01T00:00:00Z"}}
        config = echo(body={"who": "{contact}", "e": "{event}"}) | {"queues": ["sales"]}
        file = self.write("call.json", conversation)
        document = self.contact(config, "--conversation", file, "--debug", "--json").json
        self.assertEqual(document["data"]["echo"], {"source": "+12223334444", "skills": ["en"], "queue": {"address": "sales"},
                                                    "direction": "inbound", "channel_type": "phone"})
        debug = document["steps"][0]["debug"]
        self.assertEqual(debug["event"], {"name": "Received", "datetime": "2026-03-01T00:00:00Z"})

    def test_the_present_is_the_events_time_unless_it_is_given(self):
        config = echo(body={"who": "{event.datetime}"})
        self.assertRegex(self.contact(config, "--json").json["data"]["echo"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_a_wrong_conversation_is_told_with_its_place(self):
        file = self.write("call.json", '{"contact": [],\n "evnt": {}}')
        run = self.contact(echo(), "--conversation", file, status=COMPLAINTS)
        self.assertIn("call.json:1:13: /contact: ", run.err)
        self.assertIn("did you mean event?", run.err)

    def test_a_server_that_isnt_there_is_a_failed_lookup(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))  # bound, but nobody listens
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            run = self.contact([lookup(url), echo()], *self.credentials(), status=FAILED_DIP)
        self.assertIn("Connection refused", run.out)
        self.assertIn('"echo": "+12223334444"', run.out)

    def test_html_and_control_characters_cannot_drive_the_terminal(self):
        naughty = "<b>\x1b[2J\x9b31m\u202e</b>\n"
        page = {"request": {"method": "GET"}, "response": {"save": {"all": "{response.body}", "t": "{response.text}"}}}
        with Service(reply({"x": naughty, "a\x1b[2Jb": 1})) as service:
            run = self.contact(lookup(service.url, page=page), "--debug")
            document = self.contact(lookup(service.url, page=page), "--json").json
        for control in ("\x1b", "\x9b", "\u202e"):
            self.assertNotIn(control, run.both)
        self.assertEqual(document["data"]["all"], {"x": naughty})
        self.assertIn("names of XML elements", document["steps"][0]["note"])
        with Service(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html>\x1b[2J</h") as service:
            run = self.contact(lookup(service.url, page=page), status=FAILED_DIP)
        self.assertIn("isn't JSON", run.out)
        self.assertNotIn("\x1b", run.both)

    def test_debug_shows_request_and_reply_with_secrets_masked(self):
        page = {"request": {"method": "GET", "params": {"key": "{authentications.customer}"}}}
        with Service(reply(KIM)) as service:
            config = lookup(service.url, page=page | {"response": {"save": {"a": 1}}})
            run = self.contact(config, *self.credentials(), "--debug", "--verbose")
        self.assertIn("key=" + SECRET, service.requests[0].decode())
        self.assertIn("{debug} of customer: {", run.out)
        self.assertIn('"firstname": "Kim"', run.out)
        self.assertNotIn(SECRET, run.both)

    def test_unverified_certificates_are_refused_and_a_proxy_is_used(self):
        page = {"request": {"method": "GET", "verify": False}}
        run = self.contact(lookup(page=page), status=COMPLAINTS)
        self.assertIn("/request/verify: ", run.err)
        with Service(reply({}, "403 Forbidden")) as proxy:
            page = {"request": {"method": "GET", "proxy": proxy.url.removesuffix("/dip"), "block": True}}
            self.contact(lookup(page=page), status=FAILED_DIP)
        self.assertIn(b"CONNECT crm.example:443 HTTP/1.1\r\n", proxy.requests[0])

    def test_two_files_with_one_name_are_told(self):
        run = self.contact([echo(), echo()], status=COMPLAINTS)
        self.assertIn("another configuration has that name", run.err)

    def interrupt(self, config):
        with Service(None) as service:
            file = self.write("lookup.json", config(service.url))
            tool = subprocess.Popen([TOOL, "contact", file, *CALL, "--json"], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
            self.assertTrue(service.asked.wait(30))
            tool.send_signal(signal.SIGINT)
            out, err = tool.communicate(timeout=30)
        self.assertIn(b"cancelling", err)
        self.assertNotIn(b"Sanitizer", err)
        return tool.returncode, json.loads(out)

    def test_ctrl_c_cancels_a_lookup(self):
        page = {"request": {"method": "GET", "timeout": 60, "block": True}}
        status, document = self.interrupt(lambda url: lookup(url, page=page))
        self.assertEqual(status, FAILED_DIP)
        self.assertTrue(document["cancelled"])
        self.assertEqual(document["steps"][0]["status"], "cancelled")

    def test_ctrl_c_leaves_one_in_the_background_behind(self):
        page = {"request": {"method": "GET", "timeout": 60}}
        status, document = self.interrupt(lambda url: lookup(url, page=page))
        self.assertEqual(status, FAILED_DIP)
        step, = document["steps"]
        self.assertEqual((step["status"], step["background"]), ("started", True))
        self.assertIn("Ctrl-C", step["note"])


if __name__ == "__main__":
    unittest.main()
