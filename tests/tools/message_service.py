"""A message export service on loopback that makes up its messages while it sends them."""

import json
import socket
import threading

HOUR_MS = 3600 * 1000
CHUNK = 1000  # messages


def message(ts: int, number: int) -> str:
    return (f'{{"text":"message {number} of ****NAME****, who said, \\"and so on, and so on\\"","timestamp":"t",'
            f'"ts":{ts},"sendername":"Kim","sendertype":"bot","sessionid":"12.{number}","sentiment":-0.5,'
            f'"topic":"refund","score":0.93,"lang":"en","customersessionid":"-77.1","mood":[1.10,null]}}')


class MessageService:
    """Has `per_hour` messages for each hour, and gives those of the window that is asked for."""

    def __init__(self, per_hour: int):
        self.per_hour = per_hour
        self.windows = []  # start and end of each request
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
        return {"name": "reporting", "base_url": self.url, "provider_id": "4711", "api_key": "pl4nted-s3cret"} | changes

    def times(self, start: int, end: int):
        """All times from start to end, both included, as the page of the service leaves open."""
        step = HOUR_MS // self.per_hour
        first = -(-start // step) * step
        return range(first, end + 1, step)

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
                while (body := self._read(reader)) is not None:
                    self._answer(stream, body)
            except OSError:
                pass  # the peer has gone

    def _answer(self, stream, body: dict):
        self.windows.append((body["start"], body["end"]))
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        times = self.times(body["start"], body["end"])
        self._chunk(stream, '[{"messages":[')
        for at in range(0, len(times), CHUNK):
            part = ",".join(message(ts, ts // 1000) for ts in times[at:at + CHUNK])
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

    @staticmethod
    def _read(reader):
        length = 0
        while (line := reader.readline()) not in (b"", b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(reader.read(length)) if line else None
