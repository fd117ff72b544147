#!/usr/bin/env python3
"""Fails on an #include from a room to one above or beside it, and on a heavy header in a public one."""

import re
import sys

import tree

# What each room may use besides itself.
BELOW = {
    "core": set(),
    "text": {"core"},
    "phone": {"core", "text"},
    "http": {"core", "text"},
    "testing": {"core", "text", "http"},
    "outbox": {"core", "text", "http"},
    "adapter": {"core", "text", "http"},
    "contact": {"core", "text", "http"},
    "re2": {"core", "text", "http", "contact"},
    "messages": {"core", "text", "http"},
    "dip": {"core", "text", "http"},
    "crm": {"core", "text", "http", "outbox"},
    "session": {"core", "text", "http", "outbox"},
}
HEAVY = re.compile(r"boost/beast|boost/asio\.hpp|boost/asio/ssl|boost/json\.hpp|boost/url\.hpp|openssl/|ares|phonenumbers/|re2/re2")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(include: str, own_room: str) -> str | None:
    """Returns the room that an include enters; None for those of others."""
    parts = include.split("/")
    if parts[0] == "crmlink":
        return parts[1] if len(parts) > 2 else "crmlink.hpp"
    if len(parts) == 1:
        return own_room
    return parts[0]


def complaints_of(path: str, text: str) -> list[str]:
    """Checks one file of include/crmlink or src, by its path below the root."""
    parts = path.split("/")
    public = parts[0] == "include"
    if path == "include/crmlink/crmlink.hpp":
        # What is a component of its own isn't in the umbrella.
        room, allowed = "", set(BELOW) - {"testing", "phone", "re2"}
    else:
        room = parts[2] if public else parts[1]
        if room not in BELOW:
            return [f"{path}: room {room} has no place in tests/checks/include_directions.py"]
        allowed = BELOW[room] | {room}
    found = []
    for quote, include in INCLUDE.findall(text):
        ours = quote == '"' or include.startswith("crmlink/")
        if public and HEAVY.match(include):
            found.append(f"{path}: a public header includes {include}")
        elif ours and public and not include.startswith("crmlink/"):
            found.append(f"{path}: a public header includes the private {include}")
        elif ours and room_of(include, room) not in allowed:
            found.append(f"{path}: {room} may not include {include}")
    return found


def self_test() -> None:
    planted = {
        ("src/text/a.cpp", '#include "crmlink/http/client.hpp"'): "text may not include crmlink/http/client.hpp",
        ("src/http/a.cpp", '#include "dip/plan.hpp"'): "http may not include dip/plan.hpp",
        ("src/dip/a.cpp", '# include <crmlink/crm/crm.hpp>'): "dip may not include crmlink/crm/crm.hpp",
        ("src/dip/b.cpp", '#include "crmlink/crmlink.hpp"'): "dip may not include crmlink/crmlink.hpp",
        ("include/crmlink/http/a.hpp", "#include <boost/asio/ssl/context.hpp>"):
            "a public header includes boost/asio/ssl/context.hpp",
        ("include/crmlink/http/b.hpp", '#include "http/pool.hpp"'):
            "a public header includes the private http/pool.hpp",
        ("include/crmlink/crmlink.hpp", '#include "crmlink/testing/fake_clock.hpp"'):
            " may not include crmlink/testing/fake_clock.hpp",
        ("src/attic/a.cpp", ""): "room attic has no place in tests/checks/include_directions.py",
        ("src/dip/c.cpp", '#include "crmlink/http/client.hpp"\n#include "plan.hpp"\n#include "text/a.hpp"'): None,
        ("src/http/c.cpp", "#include <boost/beast/core.hpp>\n#include <string>"): None,
    }
    expected = [f"{path}: {what}" for (path, _), what in planted.items() if what]
    found = [complaint for path, text in planted for complaint in complaints_of(path, text)]
    tree.self_test_passed(expected, found)


def main() -> int:
    self_test()
    found = []
    checked = 0
    for path in tree.cpp_files("include", "src"):
        found += complaints_of(path.relative_to(tree.ROOT).as_posix(), path.read_text("utf-8"))
        checked += 1
    return tree.report(found, f"includes of {checked} files")


if __name__ == "__main__":
    sys.exit(main())
