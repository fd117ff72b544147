"""A message export service on loopback that makes up its messages while it sends them.

As a program it prints its URL, then a line when it stops sending; it ends when it is killed.
"""

import json
import socket
import sys
import threading
import urllib.parse

HOUR_MS = 3600 * 1000
CHUNK = 1000  # messages
PROVIDER = "4711"
DASHBOARD = "/KoopidPartnerServer/api/APIEndpoint/Dashboard/"


def message(ts: int, number: int, session: str) -> str:
    return (f'{{"text":"message {number} of ****NAME****, who said, \\"and so on, and so on\\"","timestamp":"t",'
            f'"ts":{ts},"sendername":"Kim","sendertype":"bot","sessionid":"12.{number}","sentiment":-0.5,'
            f'"topic":"refund","score":0.93,"lang":"en","customersessionid":"{session}","mood":[1.10,null]}}')


def config(url: str, **changes) -> dict:
    return {"name": "reporting", "base_url": url, "provider_id": PROVIDER, "api_key": "pl4nted-s3cret"} | changes


class MessageService:
    """Has `per_hour` messages for each hour, and gives those of the window that is asked for.

    They belong to the customer sessions -77.1 and -77.2 in turn.
    """

    def __init__(self, per_hour: int, cap: int = sys.maxsize):
        self.per_hour = per_hour
        self.cap = cap  # the most messages in a reply when a limit is asked for
        self.pace_s = 0  # how long it takes before each reply
        self.windows = []  # start and end of each request
        self.requests = []  # their first lines
        self.pause_at = None  # a count of messages at which it stops sending, and says so
        self.paused = threading.Event()
        self.go_on = threading.Event()
        self._sent = 0
        self._sockets = []
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.go_on.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for stream in self._sockets:
            try:
                stream.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the peer was first
        for thread in self._threads:
            thread.join()
        for stream in self._sockets:
            stream.close()

    def config(self, **changes) -> dict:
        return config(self.url, **changes)

    def times(self, start: int, end: int):
        """All times from start to end, both included, as the page of the service leaves open."""
        first = -(-start // self.step) * self.step
        return range(first, end + 1, self.step)

    @property
    def step(self) -> int:
        return HOUR_MS // self.per_hour

    def session_of(self, ts: int) -> str:
        return f"-77.{1 + ts // self.step % 2}"

    def _accept(self):
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(stream)
            thread = threading.Thread(target=self._serve, args=(stream,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, stream):
        with stream.makefile("rb") as reader:
            try:
                while (query := self._read(stream, reader)) is not None:
                    self._answer(stream, query)
            except OSError:
                pass  # the peer has gone

    def _page(self, query: dict):
        times = self.times(int(query["start"]), int(query["end"]))
        if session := query.get("customersessionid"):
            times = [ts for ts in times if self.session_of(ts) == session]
        limit, offset = int(query["limit"]), int(query["offset"])
        return times[offset:offset + min(limit, self.cap)] if limit else times

    def _answer(self, stream, query: dict):
        self.windows.append((int(query["start"]), int(query["end"])))
        if self.pace_s:
            threading.Event().wait(self.pace_s)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        times = self._page(query)
        self._chunk(stream, '[{"messages":[')
        for at in range(0, len(times), CHUNK):
            part = ",".join(message(ts, ts // 1000, self.session_of(ts)) for ts in times[at:at + CHUNK])
            self._chunk(stream, ("," if at else "") + part)
            self._pause(len(times[at:at + CHUNK]))
        self._chunk(stream, "]}]")
        stream.sendall(b"0\r\n\r\n")

    def _pause(self, sent: int):
        self._sent += sent
        if self.pause_at is not None and self._sent >= self.pause_at and not self.paused.is_set():
            self.paused.set()
            self.go_on.wait()

    @staticmethod
    def _chunk(stream, text: str):
        content = text.encode()
        stream.sendall(b"%x\r\n" % len(content) + content + b"\r\n")

    def _read(self, stream, reader):
        """Reads a request; returns what it asks for, or None when there is no more."""
        first, length, key = reader.readline(), 0, b""
        while (line := reader.readline()) not in (b"", b"\r\n"):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            key = value.strip() if name.lower() == b"authorization" else key
        if not first:
            return None
        self.requests.append(first.decode().strip())
        method, target, _ = first.decode().split()
        target = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(target.query))
        if method == "POST":
            query |= json.loads(reader.read(length))
        of_session = DASHBOARD + PROVIDER + "/RedactedMessages"
        expected = of_session if method == "GET" else DASHBOARD + "Messages"
        if (target.path, query["providerid"], key) != (expected, PROVIDER, b"Bearer pl4nted-s3cret"):
            stream.shutdown(socket.SHUT_RDWR)
            raise OSError("a wrong request")
        return query


def main(per_hour: int, pause_at: int):
    with MessageService(per_hour) as service:
        service.pause_at = pause_at
        print(service.url, flush=True)
        service.paused.wait()
        print("paused", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
