#!/usr/bin/env python3
"""files_test.py CRM_SERVICE: files of the small CRM's records."""

import hashlib
import os
import signal
import unittest

from crm_client import BEARER, CrmTest, Reply, Service

BOUNDARY = "a-boundary"


def part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def form(content: bytes, name: str = "call.wav", media_type: str = "audio/wav", kind: str = "") -> bytes:
    fields = part('name="kind"', kind.encode()) if kind else b""
    head = f'name="file"; filename="{name}"\r\nContent-Type: {media_type}'
    return fields + part(head, content) + f"--{BOUNDARY}--\r\n".encode()


class Files(CrmTest):
    def record(self, service: Service) -> int:
        account = self.create_account(service)
        return service.ask("POST", "/api/records", {"account_id": account, "subject": "a"}).json["record"]["id"]

    def upload(self, service: Service, record: int, body: bytes, **fields: str) -> Reply:
        return service.ask("POST", f"/api/records/{record}/files", body,
                           **{"Content_Type": f"multipart/form-data; boundary={BOUNDARY}"} | fields)

    def stored(self) -> list[str]:
        return sorted(os.listdir(f"{self.database}-files"))

    def test_a_file_is_stored_listed_and_comes_back(self):
        service = self.start_on_file()
        record = self.record(service)
        content = bytes(range(256)) * 4000 + f"\r\n-{BOUNDARY}\r\n--{BOUNDARY[:-1]}".encode()
        made = self.expect(self.upload(service, record, form(content, kind="call_recording")), 201).json["file"]
        listed = service.ask("GET", f"/api/records/{record}/files").json["files"]
        self.assertEqual(len(listed), 1)
        self.assertEqual({name: listed[0][name] for name in ("id", "name", "media_type", "kind", "size", "sha256")},
                         {"id": made["id"], "name": "call.wav", "media_type": "audio/wav", "kind": "call_recording",
                          "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
        self.assertEqual(made["url"], f"https://localhost:{service.port}/files/{made['id']}")
        for path in (f"/api/files/{made['id']}", f"/files/{made['id']}"):
            back = self.expect(service.ask("GET", path), 200)
            self.assertEqual((back.body == content, back.headers["Content-Type"]), (True, "audio/wav"))
        self.assertEqual(self.stored(), [str(made["id"])])
        service.end()
        self.assertEqual(self.start_on_file().ask("GET", f"/api/files/{made['id']}").body, content)

    def test_a_form_may_be_cut_anywhere(self):
        service = self.start()
        record = self.record(service)
        # The service reads pieces of 16 KiB: the end of one moves through the delimiters and the heads of the parts.
        end = 16 * 1024
        filled = form(b"\r\n-" * 50, kind="photo")
        for before in range(end - len(filled) - 2, end + 2, 7):
            preamble = b"p" * before + b"\r\n"
            made = self.expect(self.upload(service, record, preamble + filled + b"epilogue"), 201).json["file"]
            self.assertEqual(service.ask("GET", f"/api/files/{made['id']}").body, b"\r\n-" * 50)
        head = len(form(b"")) - len(f"\r\n--{BOUNDARY}--\r\n")
        for size in range(end - head - len(BOUNDARY) - 10, end - head + 2):
            made = self.expect(self.upload(service, record, form(b"x" * size)), 201).json["file"]
            self.assertEqual(made["size"], size)

    def test_a_form_may_come_in_chunks(self):
        service = self.start()
        record = self.record(service)
        whole = form(b"\r\n-" * 50)
        for size in (1, 7, 64):
            pieces = (whole[at:at + size] for at in range(0, len(whole), size))
            connection = service.connect()
            connection.request("POST", f"/api/records/{record}/files", pieces,
                               BEARER | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}, encode_chunked=True)
            made = self.expect(Reply(connection.getresponse()), 201).json["file"]
            connection.close()
            self.assertEqual(service.ask("GET", f"/api/files/{made['id']}").body, b"\r\n-" * 50)

    def test_an_empty_file_is_one(self):
        service = self.start()
        made = self.expect(self.upload(service, self.record(service), form(b"")), 201).json["file"]
        self.assertEqual((made["size"], service.ask("GET", f"/api/files/{made['id']}").body), (0, b""))

    def test_names_are_kept_and_harm_nobody(self):
        service = self.start_on_file()
        record = self.record(service)
        for sent, kept in (("Gespräch 😀.wav", "Gespräch 😀.wav"), ("a %22b%22.wav", 'a "b".wav'), ("' OR 1=1 --", "' OR 1=1 --"),
                           ("a;b=c.wav", "a;b=c.wav"), ("...wav", "...wav")):
            made = self.expect(self.upload(service, record, form(b"x", sent)), 201).json["file"]
            back = service.ask("GET", f"/files/{made['id']}")
            self.assertTrue(back.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''"))
            self.assertIn("sandbox", back.headers["Content-Security-Policy"])
            self.assertEqual(service.ask("GET", f"/api/records/{record}/files").json["files"][-1]["name"], kept)
        for name in ("../../etc/passwd", "/etc/passwd", "..", ".", "", "a\\b", "a\0b", "a%0D%0AX: y", "x" * 256):
            self.expect(self.upload(service, record, form(b"x", name)), 400)
        self.expect(self.upload(service, record, form(b"x").replace(b"call.wav", b"\xff\xfe")), 400)
        for media_type in ("text", "a/b/c", "text/html\x01", "/", "a b/c"):
            self.expect(self.upload(service, record, form(b"x", media_type=media_type)), 400)

    def test_wrong_forms_are_refused_and_leave_nothing(self):
        service = self.start_on_file()
        record = self.record(service)
        good = form(b"x" * 1000)
        end = f"--{BOUNDARY}--\r\n".encode()
        for body in (b"", b"x", good[:-10], good[:50], end, part('name="kind"', b"photo") + end, good[:-len(end)] + good,
                     part('name="other"; filename="a"', b"x") + end, part('name="else"', b"x") + end, part('filename="a"', b"x") + end,
                     part('name="kind"', b"\xff") + good, part('name="kind"', b"k" * 65) + good, b"--" + BOUNDARY.encode() + b"junk\r\n",
                     f"--{BOUNDARY}\r\n".encode() + b"x" * 20_000, f"--{BOUNDARY}\r\n\r\n\r\n".encode() + end):
            self.expect(self.upload(service, record, body), 400)
        for content_type in ("", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a-boundary",
                             "multipart/form-data; boundary=" + "x" * 71):
            self.expect(self.upload(service, record, good, Content_Type=content_type), 400)
        self.expect(self.upload(service, 99999, good), 404)
        self.assertEqual(self.stored(), [])
        self.assertEqual(service.ask("GET", f"/api/records/{record}/files").json["files"], [])

    def test_a_file_over_the_limit_is_refused_before_and_while_it_comes(self):
        service = self.start("--database", str(self.database), "--max-file-mb", "1")
        record = self.record(service)
        self.expect(self.upload(service, record, form(b"x" * 1024 * 1024)), 201)
        self.expect(self.upload(service, record, form(b"x" * (1024 * 1024 + 1))), 413)
        for chunked in (False, True):
            connection = service.connect()
            body = form(b"x" * 30_000_000)
            pieces = (body[at:at + 50_000] for at in range(0, len(body), 50_000)) if chunked else body
            try:
                connection.request("POST", f"/api/records/{record}/files", pieces,
                                   BEARER | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}, encode_chunked=chunked)
            except OSError:
                pass  # Refused before all was sent.
            self.assertEqual(connection.getresponse().status, 413)
            connection.close()
        self.assertEqual(len(self.stored()), 1)

    def test_nobody_uploads_without_the_token(self):
        service = self.start_on_file()
        record = self.record(service)
        for token in ("", "Bearer wrong"):
            self.expect(self.upload(service, record, form(b"x"), Authorization=token), 401)
            self.expect(service.ask("GET", "/api/files/1", headers={}), 401)
        self.assertEqual(self.stored(), [])

    def test_one_file_comes_of_one_key(self):
        service = self.start_on_file()
        record = self.record(service)
        first = self.expect(self.upload(service, record, form(b"x"), Idempotency_Key="k"), 201)
        again = self.expect(self.upload(service, record, form(b"x"), Idempotency_Key="k"), 201)
        self.assertEqual(first.body, again.body)
        self.expect(self.upload(service, record, form(b"y"), Idempotency_Key="k"), 422)
        self.assertEqual(len(service.ask("GET", f"/api/records/{record}/files").json["files"]), 1)
        self.assertEqual(len(self.stored()), 1)

    def test_an_upload_that_a_kill_cuts_off_leaves_nothing(self):
        service = self.start_on_file()
        record = self.record(service)
        connection = service.connect()
        connection.putrequest("POST", f"/api/records/{record}/files")
        body = form(b"x" * 1_000_000)
        for name, value in (BEARER | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(body[:500_000])
        while not self.stored():
            pass
        service.end(signal.SIGKILL)
        connection.close()
        self.assertEqual(len(self.stored()), 1)
        service = self.start_on_file()
        self.assertEqual(self.stored(), [])
        self.assertEqual(service.ask("GET", f"/api/records/{record}/files").json["files"], [])
        self.expect(self.upload(service, record, body), 201)


if __name__ == "__main__":
    unittest.main()
