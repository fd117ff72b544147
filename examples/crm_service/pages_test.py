#!/usr/bin/env python3
"""pages_test.py CRM_SERVICE: the small CRM's pages, as a browser sees them."""

import html.parser
import unittest
import urllib.parse

from crm_client import TOKEN, CrmTest, Reply, Service

HARMFUL = ["<script>alert()</script>", "\"><img src=x onerror=alert()>", "'><svg/onload=alert()>", "</title><script>", "&lt;b&gt;",
           "\" autofocus x=\"", "' autofocus x='"]
OURS = {"html", "head", "meta", "link", "title", "body", "header", "main", "h1", "h2", "p", "span", "dl", "dt", "dd", "table", "tr", "th",
        "td", "a", "div", "time", "form", "input", "button"}


class Page(html.parser.HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes

    def handle_data(self, text):
        self.texts.append(text)


class Pages(CrmTest):
    def make(self, service: Service, text: str) -> tuple[int, int]:
        account = self.expect(service.ask("POST", "/api/accounts", {"name": text, "phone": text, "email": text, "language": "fr"}), 201)
        account = account.json["account"]["id"]
        record = service.ask("POST", "/api/records", {"account_id": account, "subject": text, "description": text}).json["record"]["id"]
        self.expect(service.ask("POST", f"/api/records/{record}/comments", {"body": text}), 201)
        return account, record

    def test_pages_show_everything_escaped_and_run_nothing(self):
        service = self.start()
        for text in HARMFUL:
            account, record = self.make(service, text)
            for path, times in ((f"/accounts/{account}", 4), (f"/records/{record}", 6)):
                reply = self.expect(service.ask("GET", path), 200)
                self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")
                policy = reply.headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotIn("unsafe", policy)
                page = Page(reply.text)
                self.assertLessEqual(page.tags, OURS)
                self.assertNotIn(text, reply.text)
                self.assertFalse([name for name, _ in page.attributes if name.startswith("on")])
                self.assertGreaterEqual(page.texts.count(text), times, reply.text)

    def log_in(self, service: Service, token: str, following: str) -> Reply:
        form = urllib.parse.urlencode({"token": token, "next": following}).encode()
        return service.ask("POST", "/login", form, headers={}, Content_Type="application/x-www-form-urlencoded")

    def test_a_browser_logs_in_with_a_form_and_goes_on(self):
        service = self.start()
        _, record = self.make(service, "Heating")
        path = f"/records/{record}"
        asked = self.expect(service.ask("GET", path, headers={}), 401)
        page = Page(asked.text)
        self.assertIn("form", page.tags)
        self.assertIn(("value", path), page.attributes)
        self.assertNotIn("Heating", asked.text)
        done = self.expect(self.log_in(service, TOKEN, path), 303)
        self.assertEqual(done.headers["Location"], path)
        cookie, *properties = done.headers["Set-Cookie"].split("; ")
        self.assertEqual(set(properties), {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"})
        self.assertNotIn(TOKEN, cookie)
        self.expect(service.ask("GET", path, headers={"Cookie": f"other=1; {cookie}"}), 200)
        self.expect(service.ask("GET", path, headers={"Cookie": cookie[:-1]}), 401)
        # The cookie is for looking: what a page of another site could send must change nothing.
        self.expect(service.ask("GET", f"/api{path}", headers={"Cookie": cookie}), 401)
        self.expect(service.ask("POST", f"/api{path}/comments", {"body": "a"}, headers={"Cookie": cookie}), 401)

    def test_wrong_logins_are_refused(self):
        service = self.start()
        for token in ("", "wrong", TOKEN + "x", "x" * 1000):
            reply = self.expect(self.log_in(service, token, "/records/1"), 401)
            self.assertIsNone(reply.headers["Set-Cookie"])
        for following in ("", "https://evil.example/", "//evil.example", "/\\evil.example", "/records/1\r\nX: y", "/api/accounts/1",
                          "/records/../login", "javascript:alert()"):
            self.expect(self.log_in(service, TOKEN, following), 400)
        self.expect(service.ask("POST", "/login", b"{}", headers={}, Content_Type="application/json"), 400)
        self.expect(service.ask("GET", "/login", headers={}), 405)

    def test_what_isnt_there_is_said_and_the_style_is_for_all(self):
        service = self.start()
        self.expect(service.ask("GET", "/records/99999"), 404)
        self.expect(service.ask("GET", "/accounts/99999"), 404)
        style = self.expect(service.ask("GET", "/style.css", headers={}), 200)
        self.assertEqual(style.headers["Content-Type"], "text/css; charset=utf-8")


if __name__ == "__main__":
    unittest.main()
