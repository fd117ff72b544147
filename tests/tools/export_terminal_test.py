"""`crmlink export` on a terminal: the bar, and Ctrl-C."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

from message_service import MessageService
from tool import FAILED_DIP, FINE, TOOL, ToolTest

MARCH = ("--from", "2026-03-01", "--to", "2026-03-20")


class Terminal:
    """Runs the tool on a terminal of so many columns."""

    def __init__(self, columns: int, folder, *arguments: str):
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._process = subprocess.Popen(
            [TOOL, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), env=os.environ | {"TERM": "xterm"})
        os.close(theirs)
        self.text = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def press_ctrl_c(self):
        os.write(self._ours, b"\x03")

    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """Reads until the tool has ended; returns its status."""
        try:
            while part := os.read(self._ours, 65536):
                self.text += part.decode()
        except OSError:
            pass  # nobody has the other side any more
        return self._process.wait(60)

    def frames(self) -> list[str]:
        """What was drawn in place of what the line had before."""
        return re.findall(r"\r\x1b\[K([^\r\n\x1b]+)", self.text)

    def screen(self) -> list[str]:
        """The lines that are left at the end, without colours."""
        lines, column = [""], 0
        for sign in re.findall(r"\x1b\[\d*[A-Za-z]|[^\x1b]", self.text):
            if sign == "\r":
                column = 0
            elif sign == "\n":
                lines.append("")
            elif sign == "\x1b[K":
                lines[-1] = lines[-1][:column]
            elif len(sign) == 1:
                lines[-1] = lines[-1][:column] + sign + lines[-1][column + 1:]
                column += 1
        return lines


class OnTerminal(ToolTest):
    def terminal(self, columns: int, server: MessageService, *arguments: str) -> Terminal:
        return Terminal(columns, self.folder, "export", self.write("export.json", server.config()), *arguments,
                        "--output", "out")

    def test_the_bar_is_drawn_in_one_line_and_leaves_the_summary(self):
        for columns, frame in ((100, r"\[#*\.*\] [123] of 3 windows  \d+ messages  [\d,]+/s"),
                               (40, r"\[#*\.*\] [123]/3  \d+  [\d,]+/s"), (12, r"[123]/3  \d+")):
            with self.subTest(columns), MessageService(per_hour=1) as server:
                server.pace_s = 0.12  # longer than the bar stays the same
                with self.terminal(columns, server, *MARCH) as terminal:
                    self.assertEqual(terminal.end(), FINE, terminal.text)
                self.assertGreaterEqual(len(terminal.frames()), 3, terminal.text)
                for drawn in terminal.frames()[:-1]:
                    self.assertLess(len(drawn), columns)
                    self.assertRegex(drawn, f"^{frame}$")
                self.assertEqual(terminal.screen(), ["457 messages in 3 windows, 2 repeats left out", ""])

    def test_ctrl_c_leaves_whole_lines_and_the_export_goes_on(self):
        with MessageService(per_hour=60) as server:
            server.pause_at = 12_000
            with self.terminal(40, server, *MARCH) as terminal:
                self.assertTrue(server.paused.wait(60))
                while not (self.folder / "out.resume").exists():
                    self.assertTrue(terminal.runs())
                terminal.press_ctrl_c()
                self.assertEqual(terminal.end(), FAILED_DIP, terminal.text)
            server.go_on.set()
            lines = terminal.screen()
            self.assertIn("cancelling; once more ends at once", lines)
            self.assertEqual(lines[-2:], ["go on with: --resume out.resume", ""])
            self.assertEqual([line for line in lines if line.startswith("[")], [])
            kept = (self.folder / "out").read_bytes()
            self.assertTrue(kept.endswith(b"}\n"))
            for line in kept.splitlines():
                json.loads(line)
            with self.terminal(80, server, "--resume", "out.resume") as terminal:
                self.assertEqual(terminal.end(), FINE, terminal.text)
            resumed = (self.folder / "out").read_bytes()
            whole = self.run_tool("export", str(self.folder / "export.json"), *MARCH).out.encode()
            self.assertEqual(resumed, whole)
            self.assertTrue(resumed.startswith(kept))


if __name__ == "__main__":
    unittest.main()
