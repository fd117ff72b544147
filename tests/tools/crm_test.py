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

    def session(self, url: str) -> dict:
        """Returns a configuration for a whole session."""
        record = {"url": url + "/records", "method": "POST"}
        comment = {"url": url + "/records/{RECORD_ID}/comments", "method": "POST",
                   "parameters": [{"key": "text", "value": "{COMMENT_BODY}"}]}
        upload = {"url": url + "/records/{RECORD_ID}/files", "method": "POST", "format": "raw"}
        return crm(url, create_record=record, comment=comment, upload_file=upload) | {
            "record_url": "https://crm.example/r/{RECORD_ID}",
            "lookup_url": {"phone": "https://crm.example/find?ani={ANI}"},
            "queues": {"65": {"open_custom_url": "https://crm.example/new?a={ACCOUNT_ID}"}}}

    def test_a_session_is_played_with_its_files(self):
        answer = service.reply({"list": [{"id": 7, "phone": "12223334444"}], "id": 70})
        recording = self.write("call-1.wav", "sound")
        with service.Service(answer) as server:
            config = self.session(server.url.removesuffix("/dip"))
            document = self.use("flow", config, "session", *CALL, "--file", recording, "--json").json
            asked = [request.split(b" HTTP")[0] for request in server.requests]
        self.assertEqual((document["status"], document["id"]), ("created", "70"))
        self.assertEqual(document["url"], "https://crm.example/r/70")
        self.assertEqual(asked, [b"GET /accounts?phone=%2B12223334444", b"POST /records",
                                 b"POST /records/70/comments", b"POST /records/70/comments",
                                 b"POST /records/70/files"])
        self.assertTrue(server.requests[-1].endswith(b"\r\n\r\nsound"))
        self.assertIn(b"Content-Type: audio/wav\r\n", server.requests[-1])

    def test_a_file_is_uploaded(self):
        photo = self.write("screen.bin", "x" * 1000)
        with service.Service(service.reply({"id": 5})) as server:
            config = self.session(server.url.removesuffix("/dip"))
            arguments = ("upload_file", "--set", "RECORD_ID=70", "--file", photo)
            self.assertIn("say --kind", self.use("call", config, *arguments, status=USAGE).err)
            run = self.use("call", config, *arguments, "--kind", "photo")
            self.assertTrue(run.out.startswith("upload_file: done\n"), run.out)
        config = self.session("https://crm.example")
        for wrong in (("upload_file",), ("comment", "--file", photo),
                      ("upload_file", "--file", "/nowhere/call.wav")):
            self.use("call", config, *wrong, status=USAGE)

    def test_pages_and_comments_are_explained(self):
        config = self.session("https://crm.example")
        call = CALL + ("--set", "QUEUE_ID=65", "--set", "CALL_DURATION=03:20")
        document = self.use("explain", config, *call, "--json").json
        self.assertEqual(document["pages"], {
            "lookup_url": "https://crm.example/find?ani=%2B12223334444",
            "open_custom_url": "https://crm.example/new?a=temp-id"})
        self.assertEqual(document["comments"]["ended"], "Call ended\nDuration: 03:20")
        text = self.use("explain", config, *call, "--set", "RECORD_ID=70").out
        self.assertIn("on: started, ended, csat, custom_data, transfer, disposition, survey", text)
        self.assertIn("Call ended|Duration: 03:20", text)
        self.assertIn("https://crm.example/find?ani=%2B12223334444", text)

    def test_an_upload_is_explained_with_its_body(self):
        config = self.session("https://crm.example")
        config["endpoints"]["upload_file"] = {
            "url": "https://crm.example/files", "method": "POST", "format": "multipart",
            "parameters": [{"key": "file", "value": "{FILE_DATA}"},
                           {"key": "record", "value": "{RECORD_ID}"}]}
        text = self.use("explain", config, *CALL, "--set", "RECORD_ID=70").out
        self.assertIn('  Content-Disposition: form-data; name="file"; filename="call-1.wav"\n', text)
        self.assertIn("  (the file)\n", text)
        self.assertIn("  70\n", text)

    def test_a_search_that_finds_nobody_is_explained(self):
        text = self.use("explain", crm()).out
        self.assertIn("not asked: there is nothing to search by", text)

    def test_wrong_arguments(self):
        self.use("call", crm(), "find_nobody", status=USAGE)
        self.use("flow", crm(), "find_account", status=USAGE)
        self.use("call", {"endpoints": 1}, "comment", status=COMPLAINTS)


if __name__ == "__main__":
    unittest.main()
