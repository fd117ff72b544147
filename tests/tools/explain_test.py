"""`crmlink explain`, as its users run it."""

import json
import unittest

from tool import COMPLAINTS, FINE, SECRET, USAGE, ToolTest, profile

PARAMETERS = [
    {"key": "phone", "type": "standard", "value": "External Number"},
    {"key": "caller", "type": "sip_header", "value": "From (Caller ID only)"},
    {"key": "campaign", "type": "sip_header", "value": "X-Campaign"},
    {"key": "account", "type": "session", "value": "account"},
    {"key": "channel", "type": "static", "value": "voice {ANI}"},
    {"key": "visits", "type": "template", "value": "=NUMBER({session.visits})"},
    {"key": "source", "type": "template", "value": "{contact.source.kind}/{TAG}"},
]
CALL = ("--set", "ANI=+12223334444", "--set", 'sip:From="Kim" <sip:+13334445555@pbx.example>',
        "--set", "session:visits=7.10", "--set", "contact.source.kind=phone")


class Explain(ToolTest):
    def explain(self, *arguments, status=FINE, changes=None, **environment):
        members = {"request_parameters": PARAMETERS, "variables": ["contact.*"]} | (changes or {})
        file = self.write("dip.json", profile(**members))
        return self.expect(self.run_tool("explain", file, *arguments, **environment), status)

    def test_the_request_is_rendered(self):
        run = self.explain(*CALL)
        self.assertTrue(run.out.startswith("POST https://crm.example/dip\n"), run.out)
        self.assertIn("\nContent-Type: application/json\n", run.out)
        body = run.out[run.out.index("{\n"):run.out.index("\n}\n") + 3]
        self.assertEqual(body, '{\n  "phone": "+12223334444",\n  "caller": "+13334445555",\n'
                               '  "channel": "voice {ANI}",\n  "visits": 7.10,\n'
                               '  "source": "phone/"\n}\n')
        self.assertEqual(run.err, "")

    def test_json_says_where_each_parameter_came_from_and_why_it_was_dropped(self):
        document = self.explain(*CALL, "--json").json
        self.assertEqual(json.loads(document["body"])["phone"], "+12223334444")
        self.assertIn('"visits":7.10', document["body"])
        parameters = {p["key"]: p for p in document["parameters"]}
        self.assertEqual(list(parameters), [p["key"] for p in PARAMETERS])
        self.assertEqual(parameters["phone"]["json"], '"+12223334444"')
        self.assertIn("ANI", parameters["phone"]["origin"])
        self.assertIn("X-Campaign", parameters["campaign"]["origin"])
        self.assertFalse(parameters["campaign"]["sent"])
        self.assertIsNone(parameters["campaign"]["json"])
        self.assertIn("empty", parameters["campaign"]["dropped_because"])
        self.assertEqual(parameters["campaign"]["missing"], ["SIP_X_CAMPAIGN"])
        self.assertEqual(parameters["source"]["missing"], ["TAG"])
        self.assertIsNone(parameters["source"]["dropped_because"])
        self.assertIsNone(document["failure"])

    def test_what_was_dropped_and_what_is_missing_is_shown(self):
        run = self.explain(*CALL)
        line = next(line for line in run.out.splitlines() if line.startswith("campaign"))
        self.assertIn("dropped: its value came out empty; not set: SIP_X_CAMPAIGN", line)

    def test_deadline_and_comfort_audio_are_shown(self):
        audio = {"timeout_ms": 1500, "on_slow_ms": 400, "announcement": "moment.wav",
                 "processing_tone": "tick.wav"}
        run = self.explain(changes=audio)
        self.assertIn("1500 ms for the whole dip", run.out)
        self.assertIn("after 400 ms: announcement moment.wav once, then tone tick.wav", run.out)
        document = self.explain("--json", changes=audio).json
        self.assertEqual((document["timeout_ms"], document["on_slow_ms"]), (1500, 400))
        self.assertEqual(document["announcement"], "moment.wav")

    def test_the_urls_that_are_asked_instead_are_shown_without_their_queries(self):
        changes = {"alternative_urls": [f"https://second.example/dip?key={SECRET}"]}
        self.assertIn("  or else https://second.example/dip?…\n", self.explain(changes=changes).out)
        self.assertEqual(self.explain("--json", changes=changes).json["alternative_urls"],
                         ["https://second.example/dip?…"])
        self.assertNotIn("or else", self.explain().out)

    def test_what_is_shared_kept_and_awaited_is_shown_and_what_its_absence_means(self):
        run = self.explain()
        self.assertIn("sharing   identical dips under way share one request\n", run.out)
        self.assertIn("cache     none: each dip asks the service\n", run.out)
        self.assertIn("late      no: the request ends with its dip\n", run.out)
        document = self.explain("--json").json
        self.assertEqual((document["share_identical"], document["cache"],
                          document["late_answers_ms"]), (True, None, 0))

        changes = {"share_identical": False, "late_answers": {"within_ms": 5000},
                   "cache": {"ttl_ms": 60000, "no_match_ttl_ms": 0, "stale_on_error_ms": 900000}}
        run = self.explain(changes=changes)
        self.assertIn("sharing   none: each dip sends its own request\n", run.out)
        self.assertIn("cache     a reply is served for 60000 ms, a reply without parameters isn't; "
                      "900000 ms more when the service fails; at most 10000 replies\n", run.out)
        self.assertIn("late      the request goes on for 5000 ms past the deadline\n", run.out)
        document = self.explain("--json", changes=changes).json
        self.assertEqual(document["cache"], {"ttl_ms": 60000, "no_match_ttl_ms": 0,
                                             "stale_on_error_ms": 900000, "max_entries": 10000})
        self.assertEqual(document["late_answers_ms"], 5000)

    def test_a_secret_is_masked_wherever_it_comes_from(self):
        secret_file = self.write("token", SECRET + "\n")
        sources = {"literal": SECRET, "environment variable CRM_TOKEN": {"env": "CRM_TOKEN"},
                   secret_file: {"file": secret_file}}
        for shown, token in sources.items():
            changes = {"api_token": token, "api_url": f"https://crm.example/dip?key={SECRET}"}
            for flags in ((), ("--json",)):
                run = self.explain(*CALL, *flags, changes=changes, CRM_TOKEN=SECRET)
                self.assertNotIn(SECRET, run.both)
                self.assertIn("Bearer ********", run.out)
                self.assertIn(shown, run.out)

    def test_an_unknown_name_is_a_warning_with_the_nearest_known_one(self):
        run = self.explain("--set", "AN=1", "--set", "sip:Frm=<sip:a@b>", "--set", "sip:X-Campain=1",
                           "--set", "session:acount=7", "--set", "zzzzzzzzzz=1")
        for name, nearest in {"AN": "ANI", "sip:Frm": "sip:From", "sip:X-Campain": "sip:X-Campaign",
                              "session:acount": "session:account"}.items():
            self.assertRegex(run.err, f"warning: --set {name}: .*; did you mean {nearest}[?]\n")
        self.assertRegex(run.err, "warning: --set zzzzzzzzzz: [^;]*\n")

    def test_known_names_give_no_warning_in_any_spelling(self):
        run = self.explain("--set", "ani=1", "--set", "DNIS=2", "--set", "sip:f=<sip:a@b>",
                           "--set", "SIP_X_CAMPAIGN=1", "--set", "sip:To=<sip:c@d>",
                           "--set", "session:visits=1")
        self.assertEqual(run.err, "")
        self.assertIn('"caller": "a"', run.out)

    def test_a_value_is_taken_as_it_stands(self):
        for value in ("{}", "[a,b]", "a=b", '"quoted"', "a\\b", "\r\nX: y", "\u202e\u4e2d"):
            document = self.explain("--set", f"ANI={value}", "--json").json
            self.assertEqual(json.loads(document["body"])["phone"], value)

    def test_control_characters_do_not_reach_the_terminal(self):
        run = self.explain("--set", "ANI=\x1b[2J\u009b2J\u202e", "--set", "\x1b]0;x=1")
        self.assertNotRegex(run.both, "[\x1b\u009b\u202e]")

    def test_text_that_is_no_number_is_dropped_where_a_number_is_wanted(self):
        document = self.explain("--set", "session:visits=many", "--json").json
        self.assertNotIn("visits", json.loads(document["body"]))

    def test_a_wrong_profile_has_its_complaints_in_both_forms(self):
        run = self.explain(status=COMPLAINTS, changes={"timeout_ms": 0})
        self.assertIn("dip.json:1:", run.err)
        self.assertEqual(run.out, "")
        document = self.explain("--json", status=COMPLAINTS, changes={"timeout_ms": 0}).json
        self.assertEqual(set(document), {"file", "error", "complaints"})
        self.assertEqual(document["complaints"][0]["pointer"], "/timeout_ms")

    def test_settings_without_a_name_or_a_value_are_refused(self):
        for setting in ("ANI", "=1", "sip:=1", "session:=1"):
            run = self.explain("--set", setting, status=USAGE)
            self.assertIn("expected NAME=VALUE", run.err)


if __name__ == "__main__":
    unittest.main()
