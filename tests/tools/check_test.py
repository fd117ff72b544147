"""`crmlink check`, as its users run it."""

import os
import unittest

from tool import COMPLAINTS, FINE, SECRET, USAGE, ToolTest, profile

MANY_FAULTS = """{
  "name": "",
  "api_url": "ftp://crm.example/dip",
  "api_token": {"enviroment": "CRM_TOKEN"},
  "timeout_ms": 0,
  "request_parameters": [
    {"key": "phone", "type": "standard", "value": "Externl Number"},
    {"key": "phone", "type": "template", "value": "{AN}"}
  ],
  "fallbak": {}
}
"""


class Check(ToolTest):
    def test_a_fine_profile_has_no_complaints(self):
        run = self.expect(self.run_tool("check", self.write("dip.json", profile())), FINE)
        self.assertEqual(run.out, "1 file, 0 complaints\n")

    def test_all_faults_of_a_file_are_listed_with_their_place(self):
        file = self.write("dip.json", MANY_FAULTS)
        run = self.expect(self.run_tool("check", file), COMPLAINTS)
        for place in ("2:11: /name: ", "3:14: /api_url: ", "4:17: /api_token/enviroment: ",
                      "5:17: /timeout_ms: ", "7:51: /request_parameters/0/value: ",
                      "8:13: /request_parameters/1/key: ", "10:3: /fallbak: "):
            self.assertIn(f"\n{file}:{place}", "\n" + run.out)
        self.assertIn("did you mean External Number?", run.out)
        self.assertIn("did you mean ANI?", run.out)
        self.assertIn("did you mean fallback?", run.out)

    def test_complaints_of_several_files_are_added_up(self):
        fine = self.write("fine.json", profile())
        wrong = self.write("wrong.json", profile(timeout_ms=0))
        slow = self.write("slow.json", profile(timeout_ms=60001, name=""))
        run = self.expect(self.run_tool("check", fine, wrong, slow), COMPLAINTS)
        self.assertTrue(run.out.endswith("\n3 files, 3 complaints\n"), run.out)

    def test_what_is_no_json_says_where(self):
        file = self.write("dip.json", '{\n  "name": oops\n}')
        run = self.expect(self.run_tool("check", file), COMPLAINTS)
        self.assertIn(f"{file}:2:", run.out)

    def test_a_file_that_cannot_be_read_is_another_status(self):
        wrong = self.write("wrong.json", profile(timeout_ms=0))
        run = self.expect(self.run_tool("check", wrong, "absent.json", str(self.folder)), USAGE)
        self.assertIn("absent.json", run.err)
        self.assertIn("No such file", run.err)
        self.assertIn("Is a directory", run.err)
        self.assertIn("/timeout_ms", run.out)
        self.assertIn("2 unreadable", run.out)

    def test_a_contact_lookup_is_known_by_its_request(self):
        lookup = {"name": "customer", "url": "https://crm.example/", "events": ["Received"],
                  "request": {"method": "GET", "verify": False, "condition": "contact.priority ** 2"}}
        file = self.write("contact.json", lookup)
        run = self.expect(self.run_tool("check", file), COMPLAINTS)
        self.assertIn("/request/condition: the operator ** isn't supported", run.out)
        lookup["request"]["condition"] = "re.match('a', contact.source)"
        run = self.expect(self.run_tool("check", self.write("contact.json", lookup), "--json"), FINE)
        self.assertEqual(run.json["files"][0]["kind"], "contact_lookup")
        checked = os.environ.get("CRMLINK_TOOL_PATTERNS") == "1"
        self.assertEqual(len(run.json["files"][0]["warnings"]), 1 if checked else 2)
        lookup["request"]["condition"] = "re.match('(a', contact.source)"
        run = self.run_tool("check", self.write("contact.json", lookup))
        self.assertEqual(run.status, COMPLAINTS if checked else FINE)
        self.assertEqual("missing )" in run.out, checked)

    def test_the_configuration_of_a_client_is_known_by_its_members(self):
        file = self.write("http.json", {"resilience": {"retry": {"max_atempts": 3}}})
        run = self.expect(self.run_tool("check", file), COMPLAINTS)
        self.assertIn("/resilience/retry/max_atempts: unknown key; did you mean max_attempts?", run.out)
        self.assertEqual(self.run_tool("check", file, "--json").json["files"][0]["kind"], "http_client")

    def test_the_settings_of_a_client_are_shown_with_what_is_configured(self):
        file = self.write("http.json", {"client": {"max_connections": 8}})
        run = self.expect(self.run_tool("check", "--http", file), FINE)
        rows = [line.split() for line in run.out.splitlines()]
        self.assertIn(["/client/max_connections", "8", "file", "64"], rows)
        self.assertIn(["/resilience/retry/max_attempts", "1", "default"], rows)
        settings = self.run_tool("check", "--http", file, "--json").json["files"][0]["settings"]
        self.assertEqual(settings[0], {"pointer": "/client/max_connections", "value": "8",
                                       "default": "64", "configured": True})

    def test_without_any_file_there_is_nothing_to_check(self):
        self.expect(self.run_tool("check"), USAGE)

    def test_standard_input_is_read(self):
        run = self.expect(self.run_tool("check", "-", stdin=MANY_FAULTS), COMPLAINTS)
        self.assertIn("standard input:5:17: /timeout_ms: ", run.out)

    def test_json_has_every_complaint(self):
        file = self.write("dip.json", profile(timeout_ms=0, colour="red"))
        run = self.expect(self.run_tool("check", file, "absent.json", "--json"), USAGE)
        document = run.json
        self.assertEqual(set(document), {"ok", "complaint_count", "files"})
        self.assertEqual((document["ok"], document["complaint_count"]), (False, 2))
        wrong, absent = document["files"]
        self.assertEqual((wrong["file"], wrong["kind"], wrong["ok"], wrong["error"]),
                         (file, "data_dip_profile", False, None))
        self.assertEqual([c["pointer"] for c in wrong["complaints"]], ["/timeout_ms", "/colour"])
        for complaint in wrong["complaints"]:
            self.assertEqual(set(complaint), {"pointer", "line", "column", "problem", "expected",
                                              "found", "nearest", "message"})
            self.assertEqual(complaint["line"], 1)
        self.assertIn("No such file", absent["error"])
        self.assertIsNone(absent["kind"])

    def test_a_callback_of_the_host_must_be_named(self):
        file = self.write("dip.json", profile(api_token={"callback": "vault"}))
        self.expect(self.run_tool("check", file), COMPLAINTS)
        self.expect(self.run_tool("check", file, "--callback", "vault"), FINE)

    def test_a_secret_in_the_wrong_place_is_not_printed(self):
        for token in ({"env": {"x": SECRET}}, [SECRET], {"litral": SECRET}, {"env": "A", "file": SECRET}):
            file = self.write("dip.json", profile(api_token=token))
            for flags in ((), ("--json",)):
                run = self.expect(self.run_tool("check", file, *flags), COMPLAINTS)
                self.assertNotIn(SECRET, run.both)

    def test_control_characters_of_a_file_do_not_reach_the_terminal(self):
        file = self.write("dip.json", profile(**{"\u001b[2Jx": 1}))
        run = self.expect(self.run_tool("check", file), COMPLAINTS)
        self.assertNotIn("\x1b", run.both)


if __name__ == "__main__":
    unittest.main()
