#!/usr/bin/env python3
"""records_test.py CRM_SERVICE: records and comments of the small CRM, and what becomes of them in a crash."""

import json
import pathlib
import signal
import sqlite3
import threading
import unittest

from crm_client import CrmTest, Reply, Service, quoted

# What breaks programs that put texts together: SQL, HTML, JSON, terminals, encodings.
NAUGHTY = ["' OR 1=1 --", "'; DROP TABLE account; --", "\" OR \"\"=\"", "1; SELECT 1", "%' OR '1'='1", "\\", "\\'", "''",
           "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "&lt;b&gt;", "{{7*7}}", "${7*7}",
           "%s%s%n", "{PHONE_NUMBER}", "=cmd|' /C calc'!A0", "../../etc/passwd", "NULL", "null", "nil", "undefined", "NaN", "0", "-1",
           "\u0000before", "in\u0000side", "\u0007\u001b[31mred", "line\r\nbreak", "\ttab", "\u202eright to left", "\ufeffmark", "\uffff",
           "e\u0301", "I\u0307", "ß", "👩‍👩‍👧‍👦", "𝕏", "田中さん", "مرحبا", "Z͑ͫ̓a̴l̡g̕o", "\u2028separator", " ", "  both sides  "]

# More of them, which others have collected; not part of the repository.
COLLECTED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpora" / "naughty-strings.json"


class Records(CrmTest):
    def create(self, service: Service, account: int, subject: str = "Broken heating") -> int:
        reply = service.ask("POST", "/api/records", {"account_id": account, "subject": subject})
        return self.expect(reply, 201).json["record"]["id"]

    def found(self, service: Service, query: str) -> list[int]:
        reply = service.ask("GET", f"/api/records?{query}")
        return [one["id"] for one in self.expect(reply, 200).json["records"]]

    def test_a_record_is_made_changed_and_found_by_its_status(self):
        service = self.start()
        account = self.create_account(service)
        other = self.create_account(service, "+12220000002")
        made = self.create(service, account)
        self.assertEqual(self.found(service, f"account_id={account}&status=open"), [made])
        self.assertEqual(self.found(service, f"account_id={other}"), [])
        changed = service.ask("PATCH", f"/api/records/{made}", {"subject": "Repaired", "status": "closed"})
        self.assertEqual((self.expect(changed, 204).body, changed.headers["Content-Type"]), (b"", None))
        self.assertEqual(self.found(service, f"account_id={account}&status=open"), [])
        self.assertEqual(self.found(service, f"account_id={account}&status=closed"), [made])
        shown = self.expect(service.ask("GET", f"/api/records/{made}"), 200).json["record"]
        self.assertEqual((shown["subject"], shown["status"], shown["account_id"]), ("Repaired", "closed", account))

    def test_the_record_that_changed_last_comes_first(self):
        service = self.start()
        account = self.create_account(service)
        first, second = self.create(service, account), self.create(service, account)
        self.assertEqual(self.found(service, f"account_id={account}"), [second, first])
        self.expect(service.ask("POST", f"/api/records/{first}/comments", {"body": "He called again"}), 201)
        self.assertEqual(self.found(service, f"account_id={account}"), [first, second])

    def test_an_id_may_be_a_text(self):
        service = self.start()
        account = self.create_account(service)
        reply = service.ask("POST", "/api/records", {"account_id": str(account), "subject": "a"})
        self.assertEqual(self.expect(reply, 201).json["record"]["account_id"], account)

    def test_wrong_requests_are_refused(self):
        service = self.start()
        account = self.create_account(service)
        record = self.create(service, account)
        for body in ({}, {"account_id": account}, {"subject": "a"}, {"account_id": 0, "subject": "a"},
                     {"account_id": "1 OR 1=1", "subject": "a"}, {"account_id": 1.5, "subject": "a"},
                     {"account_id": 99999, "subject": "a"}, {"account_id": account, "subject": ""},
                     {"account_id": account, "subject": "x" * 1001}, {"account_id": account, "subject": "a", "status": "open"}):
            self.expect(service.ask("POST", "/api/records", body), 400)
        for body in ({"status": "lost"}, {"subject": ""}, {"subject": None}, {"account_id": 1}, []):
            self.expect(service.ask("PATCH", f"/api/records/{record}", body), 400)
        for body in ({}, {"body": ""}, {"body": 1}, {"body": "x" * 40_000}, {"text": "a"}):
            self.expect(service.ask("POST", f"/api/records/{record}/comments", body), 400)
        for query in ("", "status=open", "account_id=x", "account_id=1&status=lost", "account_id=1&account_id=2", "account_id=1&x=1"):
            self.expect(service.ask("GET", f"/api/records?{query}"), 400)
        self.expect(service.ask("PATCH", "/api/records/99999", {"status": "closed"}), 404)
        self.expect(service.ask("POST", "/api/records/99999/comments", {"body": "a"}), 404)
        self.expect(service.ask("GET", "/api/records/99999/comments"), 404)
        for method, path in (("GET", ""), ("PATCH", ""), ("GET", "/comments"), ("POST", "/comments"), ("GET", "/files"), ("POST", "/files")):
            self.expect(service.ask(method, f"/api/records/{record}{path}", headers={}), 401)

    def test_one_comment_comes_of_one_key_however_often_it_is_sent(self):
        service = self.start()
        record = self.create(service, self.create_account(service))
        replies = [service.ask("POST", f"/api/records/{record}/comments", {"body": "Call started"}, Idempotency_Key="k") for _ in range(3)]
        self.assertEqual({self.expect(reply, 201).body for reply in replies}, {replies[0].body})
        comments = service.ask("GET", f"/api/records/{record}/comments").json["comments"]
        self.assertEqual([one["body"] for one in comments], ["Call started"])
        # The steps of one call share a key: it is kept for each path.
        other = self.create(service, self.create_account(service, "+12220000002"))
        self.expect(service.ask("POST", f"/api/records/{other}/comments", {"body": "Another"}, Idempotency_Key="k"), 201)

    def test_naughty_texts_come_back_as_they_were(self):
        service = self.start_on_file()
        tables = self.tables()
        account = self.create_account(service)
        for text in NAUGHTY:
            record = self.create(service, account, text)
            self.expect(service.ask("POST", f"/api/records/{record}/comments", {"body": text}), 201)
            self.assertEqual(service.ask("GET", f"/api/records/{record}").json["record"]["subject"], text)
            self.assertEqual(service.ask("GET", f"/api/records/{record}/comments").json["comments"][0]["body"], text)
            other = self.expect(service.ask("POST", "/api/accounts", {"name": text, "email": text}), 201).json["account"]
            self.assertEqual((other["name"], other["email"]), (text, text))
            for name in ("phone", "email"):
                found = self.expect(service.ask("GET", f"/api/accounts?{name}={quoted(text)}"), 200).json["accounts"]
                self.assertTrue(all(one["email"].lower() == text.lower() for one in found), text)
        self.assertEqual(self.tables(), tables)

    @unittest.skipUnless(COLLECTED.exists(), "the collection of naughty strings isn't there")
    def test_collected_naughty_texts_come_back_too(self):
        service = self.start_on_file()
        tables = self.tables()
        record = self.create(service, self.create_account(service))
        for text in filter(None, json.loads(COLLECTED.read_text("utf-8"))):
            self.expect(service.ask("PATCH", f"/api/records/{record}", {"subject": text[:200], "description": text}), 204)
            shown = service.ask("GET", f"/api/records/{record}").json["record"]
            self.assertEqual((shown["subject"], shown["description"]), (text[:200], text))
            self.expect(service.ask("GET", f"/api/accounts?email={quoted(text[:200])}"), 200)
        self.assertEqual(self.tables(), tables)

    def tables(self) -> list:
        return sqlite3.connect(self.database).execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()


class Restarts(CrmTest):
    def everything(self, service: Service, account: int, record: int) -> list[bytes]:
        paths = (f"/api/accounts/{account}", f"/api/records/{record}", f"/api/records/{record}/comments")
        return [self.expect(service.ask("GET", path), 200).body for path in paths]

    def test_a_restart_keeps_everything(self):
        service = self.start_on_file()
        account = self.create_account(service)
        record = service.ask("POST", "/api/records", {"account_id": account, "subject": "Heating"}).json["record"]["id"]
        self.expect(service.ask("POST", f"/api/records/{record}/comments", {"body": "Call started"}), 201)
        before = self.everything(service, account, record)
        service.end()
        self.assertEqual(before, self.everything(self.start_on_file(), account, record))

    def test_without_a_database_everything_is_forgotten(self):
        service = self.start()
        account = self.create_account(service)
        service.end()
        self.expect(self.start().ask("GET", f"/api/accounts/{account}"), 404)

    def test_what_was_answered_survives_a_kill(self):
        service = self.start_on_file()
        record = service.ask("POST", "/api/records", {"account_id": self.create_account(service), "subject": "a"}).json["record"]["id"]
        answered = []
        enough = threading.Event()

        def write() -> None:
            try:
                while True:
                    reply: Reply = service.ask("POST", f"/api/records/{record}/comments", {"body": f"comment {len(answered)}"},
                                               Idempotency_Key=f"k-{len(answered)}")
                    answered.append(reply.json["comment"]["id"])
                    if len(answered) == 20:
                        enough.set()
            except OSError:
                enough.set()

        writer = threading.Thread(target=write)
        writer.start()
        enough.wait(60)
        service.end(signal.SIGKILL)
        writer.join()
        service = self.start_on_file()
        self.assertGreaterEqual(len(answered), 20)
        kept = service.ask("GET", f"/api/records/{record}/comments").json["comments"]
        self.assertEqual([one["id"] for one in kept][:len(answered)], answered)
        self.assertLessEqual(len(kept), len(answered) + 1)
        check = sqlite3.connect(self.database).execute("PRAGMA integrity_check").fetchone()
        self.assertEqual(check, ("ok",))
        # The one whose answer was lost, sent again, is there once.
        self.expect(service.ask("POST", f"/api/records/{record}/comments", {"body": f"comment {len(answered)}"},
                                Idempotency_Key=f"k-{len(answered)}"), 201)
        kept = service.ask("GET", f"/api/records/{record}/comments").json["comments"]
        self.assertEqual([one["body"] for one in kept], [f"comment {i}" for i in range(len(answered) + 1)])


if __name__ == "__main__":
    unittest.main()
