"""`crmlink check|explain|call|flow` on a CRM's configuration, as its users run them."""

import unittest

import service
from tool import COMPLAINTS, FAILED_DIP, FINE, SECRET, USAGE, ToolTest

CALL = ("--set", "PHONE_NUMBER=+12223334444", "--set", 'NAME=Kim "K" Ng')


def crm(url: str = "https://crm.example", **endpoints) -> dict:
    """Returns a configuration that is fine, with endpoints replaced or added."""
    found = {"url": url + "/accounts", "method": "GET", "response": "list",
             "parameters": [{"key": "phone", "value": "{PHONE_NUMBER}"}],
             "verify_match": {"field": "phone", "value": "{PHONE_NUMBER}"}}
    created = {"url": url + "/accounts", "method": "POST", "format": "container",
               "container": {"name": "contact"},
               "parameters": [{"key": "name", "value": "{NAME}"}]}
    return {"name": "demo", "endpoints": {"find_account": found, "create_account": created} | endpoints}


class Crm(ToolTest):
    def use(self, command, config, *arguments, status=FINE):
        return self.expect(self.run_tool(command, self.write("crm.json", config), *arguments), status)

    def test_a_good_configuration_has_no_complaints(self):
        self.assertEqual(self.use("check", crm()).out, "1 file, 0 complaints\n")

    def test_a_search_without_verification_is_warned_of(self):
        config = crm(find_account={"url": "https://crm.example/a", "method": "GET"})
        run = self.use("check", config)
        self.assertIn("warning: /endpoints/find_account", run.err)
        document = self.use("check", config, "--json").json
        self.assertIn("verify_match", document["files"][0]["warnings"][0])

    def test_complaints_have_their_place(self):
        run = self.use("check", crm(comment={"url": "https://crm.example/", "method": "POST"}),
                       status=COMPLAINTS)
        self.assertIn("/endpoints/comment: needs the endpoint \"create_record\"", run.out)

    def test_every_request_is_explained_with_the_calendar_of_its_retries(self):
        document = self.use("explain", crm(), *CALL, "--json").json
        find, create = document["endpoints"]
        self.assertEqual(find["url"], "https://crm.example/accounts?phone=%2B12223334444")
        self.assertEqual(create["body"], '{"contact":{"name":"Kim \\"K\\" Ng"}}')
        self.assertEqual(document["retries"][0]["after_ms"], 30000)
        self.assertLessEqual(document["retries"][-1]["after_ms"], 7 * 24 * 3600 * 1000)
        self.assertGreater(document["retries"][-1]["after_ms"], 6 * 24 * 3600 * 1000)
        text = self.use("explain", crm(), *CALL).out
        self.assertIn("  GET https://crm.example/accounts?phone=%2B12223334444\n", text)

    def test_an_unformed_url_is_explained(self):
        config = crm(find_account_by_id={"url": "https://crm.example/{ACCOUNT_ID}", "method": "GET"})
        self.assertIn("{ACCOUNT_ID} is absent", self.use("explain", config).out)

    def test_a_name_that_nothing_knows_is_warned_of(self):
        run = self.use("explain", crm(), "--set", "PHONE_NUMBR=1")
        self.assertIn("did you mean PHONE_NUMBER?", run.err)

    def test_an_endpoint_is_asked_and_its_reply_shown(self):
        answer = service.reply({"list": [{"id": 7, "phone": "(222) 333-4444", "name": "Kim"}]})
        with service.Service(answer) as server:
            config = crm(server.url.removesuffix("/dip"))
            document = self.use("call", config, "find_account", *CALL, "--json").json
            self.assertEqual((document["status"], document["id"]), ("found", "7"))
            self.assertEqual(document["objects"][0]["value"]["name"], "Kim")
            self.assertIn("id    7\n", self.use("flow", config, "account", *CALL).out)

    def test_a_stranger_isnt_shown(self):
        answer = service.reply({"list": [{"id": 7, "phone": "+19998887777", "name": "Stranger"}]})
        with service.Service(answer) as server:
            run = self.use("call", crm(server.url.removesuffix("/dip")), "find_account", *CALL)
            self.assertTrue(run.out.startswith("find_account: not_found\n"), run.out)
            self.assertIn("1 of 1 matches didn't verify", run.out)
            self.assertNotIn("Stranger", run.both)

    def test_a_failure_is_told_and_creates_nobody(self):
        with service.Service(service.reply("<html>", "503 Unavailable")) as server:
            run = self.use("flow", crm(server.url.removesuffix("/dip")), "account", *CALL,
                           status=FAILED_DIP)
            self.assertIn("account: failed\nreason: demo: find_account: ", run.out)
            self.assertFalse(any(b"POST" in request for request in server.requests))

    def test_the_credential_is_sent_and_never_shown(self):
        with service.Service(service.reply({"list": []})) as server:
            config = crm(server.url.removesuffix("/dip")) | {
                "auth": {"kind": "headers", "headers": {"X-Api-Key": SECRET}}}
            run = self.use("call", config, "find_account", *CALL, "--verbose")
            self.assertIn(f"X-Api-Key: {SECRET}\r\n".encode(), server.requests[0])
            explained = self.use("explain", config, *CALL)
            self.assertIn("auth     headers, sent to 127.0.0.1:", explained.out)
            self.assertNotIn(SECRET, run.both + explained.both)

    def test_wrong_arguments(self):
        self.use("call", crm(), "find_nobody", status=USAGE)
        self.use("flow", crm(), "find_account", status=USAGE)
        self.use("call", {"endpoints": 1}, "comment", status=COMPLAINTS)


if __name__ == "__main__":
    unittest.main()
