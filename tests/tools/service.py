"""A small data-dip web service on loopback that answers as a test wants, badly too."""

import json
import socket
import threading

OK = {"parameters": {
    "language": {"value": "fr", "displayToAgent": "true", "saveToDatabase": "false"},
    "balance": {"value": 12.50, "saveToDatabase": True},
}}


def reply(body, status: str = "200 OK", headers: str = "") -> bytes:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


class Service:
    """Answers every request with the same bytes, or with what a function makes of it; None: never answers."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.connections = 0
        self.asked = threading.Event()
        self._streams = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/dip"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for stream, thread in self._streams:
            try:
                stream.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the peer was first
            thread.join()
            stream.close()

    def _accept(self):
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(stream,))
            self._streams.append((stream, thread))
            thread.start()

    def _serve(self, stream):
        with stream.makefile("rb") as reader:
            try:
                while request := self._read(reader):
                    self.requests.append(request)
                    self.asked.set()
                    answer = self.answer(request) if callable(self.answer) else self.answer
                    if answer is not None:
                        stream.sendall(answer)
            except OSError:
                pass  # the peer has gone

    @staticmethod
    def _read(reader):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = reader.readline()
            if not line:
                return None
            head += line
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        return head + reader.read(length)
