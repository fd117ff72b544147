#!/usr/bin/env python3
"""accounts_test.py CRM_SERVICE: accounts and data dips of the small CRM, over HTTPS."""

import json
import sqlite3
import subprocess
import unittest

from crm_client import SERVICE, CrmTest, Reply, Service, quoted


def find(service: Service, **filters: str) -> Reply:
    query = "&".join(f"{name}={quoted(value)}" for name, value in filters.items())
    return service.ask("GET", f"/api/accounts?{query}")


class Accounts(CrmTest):
    def test_a_new_account_is_found_by_phone_email_and_id(self):
        service = self.start()
        made = self.create_account(service, "+1 (222) 000-0001", email="Kim@Example.com", language="fr")
        for filters in ({"phone": "12220000001"}, {"phone": "+1 222 000 0001"}, {"email": "kim@example.COM"},
                        {"phone": "+12220000001", "email": "kim@example.com"},
                        {"phone": "+19990000000", "email": "kim@example.com"}):
            found = self.expect(find(service, **filters), 200).json["accounts"]
            self.assertEqual([one["id"] for one in found], [made], filters)
        shown = self.expect(service.ask("GET", f"/api/accounts/{made}"), 200).json["account"]
        self.assertEqual((shown["name"], shown["phone"], shown["email"], shown["language"]),
                         ("Kim Ng", "+1 (222) 000-0001", "Kim@Example.com", "fr"))

    def test_a_stranger_is_an_empty_list(self):
        service = self.start()
        for filters in ({"phone": "+19990000000"}, {"email": "no@example.com"}, {"phone": "anonymous"}):
            self.assertEqual(self.expect(find(service, **filters), 200).json, {"accounts": []})

    def test_a_phone_that_is_taken_is_a_conflict_that_names_the_account(self):
        service = self.start()
        made = self.create_account(service)
        reply = service.ask("POST", "/api/accounts", {"name": "Another", "phone": "1 222 000 0001"})
        self.assertEqual(self.expect(reply, 409).json["account"], {"id": made})

    def test_accounts_without_a_phone_are_no_conflict(self):
        service = self.start()
        ids = {self.create_account(service, phone) for phone in ("anonymous", "anonymous", "")}
        self.assertEqual(len(ids), 3)

    def test_wrong_queries_are_refused(self):
        service = self.start()
        for target in ("/api/accounts", "/api/accounts?phone=", "/api/accounts?name=Kim", "/api/accounts?phone=1&x=2",
                       "/api/accounts?phone=1&phone=2"):
            self.expect(service.ask("GET", target), 400)
        for target in ("/api/accounts/0", "/api/accounts/01", "/api/accounts/-1", "/api/accounts/1x",
                       "/api/accounts/9223372036854775808", "/api/accounts/1/", "/api/accounts/1%2F", "/api/accounts/99999"):
            self.expect(service.ask("GET", target), 404)

    def test_wrong_bodies_are_refused_with_all_complaints(self):
        service = self.start()
        for body in (b"", b"{", b"[]", b"null", b'{"name": 1}', b'{"name": null}', b'{"name": "a", "name": "b"}',
                     b'{"name": "a", "nmae": "b"}', b"{}", b'{"name": "\xff"}', b'{"name": "a"} x',
                     json.dumps({"name": "x" * 501}).encode(), b'{"name":' + b"[" * 50 + b"]" * 50 + b"}"):
            reply = service.ask("POST", "/api/accounts", body, Content_Type="application/json")
            self.assertIn("error", self.expect(reply, 400).json)
        reply = service.ask("POST", "/api/accounts", {"nmae": "Kim", "phone": 5})
        error = self.expect(reply, 400).json["error"]
        self.assertIn("/phone", error)
        self.assertIn('did you mean', error)
        self.expect(service.ask("POST", "/api/accounts", b'{"name": "a"}', Content_Type="text/plain"), 400)

    def test_the_token_is_demanded_and_paths_and_methods_are_known(self):
        service = self.start()
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"}):
            reply = service.ask("GET", "/api/accounts/1", headers=headers)
            self.assertEqual(self.expect(reply, 401).headers["WWW-Authenticate"], "Bearer")
        self.expect(service.ask("GET", "/api/nothing"), 404)
        self.assertEqual(self.expect(service.ask("DELETE", "/api/accounts"), 405).headers["Allow"], "GET, POST")

    def test_bodies_that_are_too_large_are_refused(self):
        service = self.start()
        large = json.dumps({"name": "x" * 200_000}).encode()
        self.expect(service.ask("POST", "/api/accounts", large, Content_Type="application/json"), 413)
        for size in (200_000, 20_000_000):
            pieces = (b" " * 10_000 for _ in range(size // 10_000))
            connection = service.connect()
            try:
                connection.request("POST", "/api/accounts", pieces, {"Authorization": "Bearer token-of-this-test"},
                                   encode_chunked=True)
            except (BrokenPipeError, ConnectionResetError):
                pass  # Refused before all was sent.
            self.assertEqual(connection.getresponse().status, 413)
            connection.close()


class IdempotencyKeys(CrmTest):
    def test_the_same_key_gets_the_first_reply_again(self):
        service = self.start_on_file()
        body = {"name": "Kim Ng", "phone": "+12220000001"}
        first = self.expect(service.ask("POST", "/api/accounts", body, Idempotency_Key="k-1"), 201)
        again = self.expect(service.ask("POST", "/api/accounts", body, Idempotency_Key="k-1"), 201)
        self.assertEqual(first.body, again.body)
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        service.end()
        again = self.expect(self.start_on_file().ask("POST", "/api/accounts", body, Idempotency_Key="k-1"), 201)
        self.assertEqual(first.body, again.body)

    def test_a_key_with_other_content_is_refused(self):
        service = self.start()
        self.expect(service.ask("POST", "/api/accounts", {"name": "Kim"}, Idempotency_Key="k-1"), 201)
        self.expect(service.ask("POST", "/api/accounts", {"name": "Lee"}, Idempotency_Key="k-1"), 422)
        for key in ("x" * 256, "a b"):
            self.expect(service.ask("POST", "/api/accounts", {"name": "Kim"}, Idempotency_Key=key), 400)

    def test_a_refusal_isnt_kept(self):
        service = self.start()
        self.expect(service.ask("POST", "/api/accounts", {}, Idempotency_Key="k-1"), 400)
        self.expect(service.ask("POST", "/api/accounts", {"name": "Kim"}, Idempotency_Key="k-1"), 201)


class Dips(CrmTest):
    def dip(self, service: Service, **asked: str) -> dict:
        return self.expect(service.ask("POST", "/api/lookup", asked), 200).json.get("parameters", {})

    def test_a_dip_reads_the_same_accounts(self):
        service = self.start()
        self.assertEqual(self.dip(service, phone_number="+12220000001"), {})
        made = self.create_account(service, language="fr")
        told = self.dip(service, phone_number="+1 222 000 0001")
        self.assertEqual({name: one["value"] for name, one in told.items()},
                         {"first_name": "Kim", "name": "Kim Ng", "tier": "standard", "language": "fr",
                          "open_tickets": "0", "customer_id": f"A-{made}"})

    def test_made_up_customers_have_accounts(self):
        self.start_on_file().end()
        rows = sqlite3.connect(self.database).execute(
            "SELECT phone, account_number, customer_id, (SELECT count(*) FROM record WHERE account_id = account.id) "
            "FROM account").fetchall()
        self.assertEqual(len(rows), 50)
        service = self.start_on_file()
        for phone, number, customer, tickets in rows[:10]:
            for asked in ({"phone_number": phone}, {"account_number": number}):
                told = self.dip(service, **asked)
                self.assertEqual((told["customer_id"]["value"], told["open_tickets"]["value"]), (customer, str(tickets)))


class Databases(CrmTest):
    def test_no_search_reads_all_rows(self):
        self.start_on_file().end()
        with sqlite3.connect(self.database) as database:
            for table, filters in (("account", "phone_digits = ?"), ("account", "account_number = ?"), ("account", "email = ? AND email <> ''"),
                                   ("record", "account_id = ?"), ("comment", "record_id = ?"), ("file", "record_id = ?")):
                plan = database.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {filters}", ("1",)).fetchall()
                self.assertIn("USING INDEX", plan[0][3])

    def refused(self) -> str:
        run = subprocess.run([SERVICE, "--port", "0", "--token", "t", "--ca-file", str(self.folder / "ca.pem"),
                              "--database", str(self.database)], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 1)
        return run.stderr

    def test_another_programs_database_is_left_alone(self):
        with sqlite3.connect(self.database) as database:
            database.execute("CREATE TABLE songs (name TEXT)")
        self.assertIn("another program", self.refused())

    def test_another_version_is_left_alone(self):
        self.start_on_file().end()
        with sqlite3.connect(self.database) as database:
            database.execute("PRAGMA user_version = 7")
        self.assertIn("version 7", self.refused())

    def test_what_isnt_a_database_is_left_alone(self):
        self.database.write_bytes(b"something else" * 100)
        self.assertIn("not a database", self.refused())


if __name__ == "__main__":
    unittest.main()
