"""The installed JSON Schema and `crmlink check` say the same about sample profiles.

profiles/valid is fine for both, profiles/invalid is wrong for both; profiles/meaning has the wrong form of
nothing, and needs more than a schema to be found wrong.
"""

import json
import pathlib
import sys
import unittest

try:
    import jsonschema
except ImportError:
    print("skipped: Python's jsonschema isn't installed")
    sys.exit(77)

from tool import COMPLAINTS, FINE, HERE, ToolTest

ROOT = HERE.parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "data-dip-profile.schema.json").read_text("utf-8"))


def samples(kind: str) -> list[pathlib.Path]:
    return sorted((HERE / "profiles" / kind).glob("*.json"))


def is_example(path: pathlib.Path) -> bool:
    document = json.loads(path.read_text("utf-8"))
    return isinstance(document, dict) and "request_parameters" in document


class Schema(ToolTest):
    def setUp(self):
        super().setUp()
        self.validator = jsonschema.Draft7Validator(SCHEMA)

    def schema_accepts(self, path: pathlib.Path) -> bool:
        return self.validator.is_valid(json.loads(path.read_text("utf-8")))

    def check(self, kind: str, accepted: bool, status: int):
        self.assertGreater(len(samples(kind)), 2)
        for path in samples(kind):
            with self.subTest(path.name):
                self.assertEqual(self.schema_accepts(path), accepted)
                self.expect(self.run_tool("check", str(path), "--callback", "vault"), status)

    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_valid_profiles(self):
        self.check("valid", True, FINE)

    def test_invalid_profiles(self):
        self.check("invalid", False, COMPLAINTS)

    def test_profiles_whose_meaning_is_wrong(self):
        self.check("meaning", True, COMPLAINTS)

    def test_profiles_of_the_examples(self):
        for path in filter(is_example, sorted((ROOT / "examples").rglob("*.json"))):
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertTrue(self.schema_accepts(path))
                self.expect(self.run_tool("check", "--callback", "crm_token", str(path)), FINE)


if __name__ == "__main__":
    unittest.main()
