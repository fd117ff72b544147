#!/usr/bin/env python3
"""Fails when the shared library exports a symbol that isn't crmlink's.

An exported instantiation of a std or Boost template would be bound across libraries at load time, and two
copies of crmlink in one process would share it.
"""

import re
import subprocess
import sys

OURS = re.compile(
    r"(?:(?:vtable|VTT|typeinfo|typeinfo name) for |(?:non-)?virtual thunk to )?crmlink::"
)


# The static of Asio that library and host must have in common.
SHARED = re.compile(
    r"boost::asio::detail::keyword_tss_ptr<boost::asio::detail::call_stack<boost::asio::detail::thread_context,.*"
    r">::context>::value_")


def foreign(names: list[str]) -> list[str]:
    return [name for name in names if not OURS.match(name) and not SHARED.fullmatch(name)]


def exported(library: str) -> list[str]:
    listing = subprocess.run(
        ["nm", "-DC", "--defined-only", "--format=posix", library],
        check=True, capture_output=True, text=True).stdout
    # "<demangled name> <type letter> <address> <size>"
    return [re.sub(r" \w [0-9a-f]* ?[0-9a-f]*$", "", line) for line in listing.splitlines()]


def self_test() -> None:
    planted = ["std::vector<int>::~vector()", "boost::json::value::value()", "SSL_new"]
    good = ["crmlink::version()", "vtable for crmlink::Transport", "typeinfo for crmlink::http::Client"]
    assert foreign(planted + good) == planted


def main() -> int:
    self_test()
    names = exported(sys.argv[1])
    bad = foreign(names)
    for name in bad:
        print(f"{sys.argv[1]} exports {name}")
    print(f"{len(names)} symbols exported, {len(bad)} of them not crmlink's")
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main())
