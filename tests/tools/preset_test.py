"""`crmlink preset list|show`, as its users run it."""

import json
import pathlib
import unittest

from tool import FINE, HERE, USAGE, ToolTest

PRESETS = pathlib.Path(HERE).parents[1] / "presets"
INDEX = json.loads((PRESETS / "presets.json").read_text("utf-8"))["presets"]


class Preset(ToolTest):
    def preset(self, *arguments, status=FINE):
        return self.expect(self.run_tool("preset", *arguments), status)

    def test_the_list_has_every_preset_with_its_variables(self):
        lines = self.preset("list").out.splitlines()
        for entry in INDEX:
            line = next(line for line in lines if line.startswith(entry["name"] + " "))
            self.assertIn(entry["title"], line)
            self.assertIn(entry["run_against"] or " - ", line)
            for variable in entry["environment"]:
                self.assertIn(variable, line)

    def test_the_list_as_json_is_the_index(self):
        self.assertEqual(self.preset("list", "--json").json, {"presets": INDEX})

    def test_what_is_shown_is_the_file_and_passes_the_check(self):
        for entry in INDEX:
            shown = self.preset("show", entry["name"])
            self.assertEqual(shown.out, (PRESETS / (entry["name"] + ".json")).read_text("utf-8"))
            check = self.expect(self.run_tool("check", self.write("crm.json", shown.out)), FINE)
            self.assertEqual((check.out, check.err), ("1 file, 0 complaints\n", ""), entry["name"])

    def test_an_unknown_name_is_refused_with_the_nearest(self):
        run = self.preset("show", "hubspto", status=USAGE)
        self.assertEqual(run.out, "")
        self.assertIn("did you mean hubspot?", run.err)
        self.assertIn("crmlink preset list", self.preset("show", "qqqqqq", status=USAGE).err)
        self.preset("show", "presets", status=USAGE)

    def test_wrong_arguments_are_refused(self):
        for arguments in ((), ("show",), ("show", ""), ("show", "redmine", "tryton"), ("list", "redmine"), ("lst",)):
            self.assertEqual(self.preset(*arguments, status=USAGE).out, "", arguments)

    def test_help_has_examples_and_exit_statuses(self):
        for arguments in (("--help",), ("list", "--help"), ("show", "--help")):
            text = self.preset(*arguments).out
            self.assertIn("Example:", text)
            self.assertIn("Exit status:", text)


if __name__ == "__main__":
    unittest.main()
