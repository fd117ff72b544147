"""Arguments, help, and what all commands share."""

import os
import pty
import re
import subprocess
import unittest

from tool import COMPLAINTS, FINE, TOOL, USAGE, ToolTest, profile


class Usage(ToolTest):
    def test_version_and_help_are_fine(self):
        self.assertRegex(self.expect(self.run_tool("--version"), FINE).out, r"^crmlink \d+\.\d+\.\d+\n$")
        self.assertIn("check", self.expect(self.run_tool("--help"), FINE).out)
        for command in ("check", "explain", "dip", "bench", "contact", "export"):
            text = self.expect(self.run_tool(command, "--help"), FINE).out
            self.assertIn("Example:", text)
            self.assertIn("Exit status:", text)

    def test_wrong_arguments_are_refused(self):
        file = self.write("dip.json", profile())
        for arguments in ((), ("chek", file), ("check",), ("check", file, "--jsn"), ("explain",),
                          ("explain", file, file), ("explain", file, "--set"), ("dip",),
                          ("dip", file, "--repeat", "0"), ("dip", file, "--timeout-ms", "-1"),
                          ("dip", file, "--insecure")):
            run = self.expect(self.run_tool(*arguments), USAGE)
            self.assertNotEqual(run.err, "", arguments)
            self.assertEqual(run.out, "", arguments)

    def test_an_absent_file_says_so(self):
        for command in ("check", "explain", "dip", "bench", "contact", "export"):
            run = self.expect(self.run_tool(command, "absent.json"), USAGE)
            self.assertIn("absent.json", run.err)
            self.assertIn("No such file", run.err)

    def test_output_that_cannot_be_written_is_not_fine(self):
        file = self.write("dip.json", profile())
        with open("/dev/full", "w", encoding="utf-8") as full:
            run = subprocess.run([TOOL, "check", file], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, USAGE)
        self.assertIn(b"standard output", run.stderr)

    def run_in_terminal(self, *arguments, **environment):
        ours, theirs = pty.openpty()
        try:
            tool = subprocess.run([TOOL, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
                                  env=os.environ | {"TERM": "xterm"} | environment)
            return tool.returncode, os.read(ours, 65536).decode()
        finally:
            os.close(ours)
            os.close(theirs)

    def test_colours_are_for_terminals_that_want_them(self):
        file = self.write("dip.json", profile(timeout_ms=0))
        os.environ.pop("NO_COLOR", None)
        self.assertIn("\x1b[31m", self.run_in_terminal("check", file)[1])
        self.assertNotIn("\x1b", self.run_in_terminal("check", file, NO_COLOR="1")[1])
        self.assertNotIn("\x1b", self.run_in_terminal("check", file, TERM="dumb")[1])
        self.assertNotIn("\x1b", self.expect(self.run_tool("check", file), COMPLAINTS).out)

    def test_a_coloured_table_has_the_same_columns(self):
        file = self.write("dip.json", profile())
        plain = self.run_tool("explain", file, "--set", "ANI=1").out
        coloured = self.run_in_terminal("explain", file, "--set", "ANI=1")[1].replace("\r\n", "\n")
        self.assertEqual(re.sub("\x1b\\[[0-9]*m", "", coloured), plain)


if __name__ == "__main__":
    unittest.main()
