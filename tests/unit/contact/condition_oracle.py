#!/usr/bin/env python3
"""Compares conditions with Python's own eval(): a thousand expressions of a seed, by the grammar of the subset.

Usage: condition_oracle.py <condition_oracle> [seed]
"""

import ast
import json
import random
import subprocess
import sys
import warnings

COUNT = 1000
CONTACT = {
    "source": "+12223334444", "destination": "Support@Example.com", "language": "", "priority": 5,
    "channel_type": "phone", "id": "a-1", "created": 12.5, "skills": ["en", "fr", 3],
    "queue": {"id": "q1", "address": "sip:zoe@x"}, "agent": None,
}
EVENT = {"name": "Received", "datetime": "2026-01-05T09:00:00Z"}
TEXTS = ["", "a", "abc", " a b  c ", "ABC", "5", "-7", " 12 ", "1.5", "1e3", "nan", "1_0", "_1", "é", "Zoë x", "a,b,,c",
         "it's", 'say "x"', "\t\n", "xxaxx", "\u00a0b\u2003"]
NUMBERS = ["0", "1", "2", "3", "7", "10", "-1", "-7", "100", "0.5", "2.5", "-1.5", "1e16", "1e-5", "0x1f", "1_000",
           "True", "False", "0.1", "3.0", "123456789.125", "1e300"]


class Scope:
    """A contact, an event or what lies below: members by attribute, getter or index."""

    def __init__(self, members):
        self.members = members

    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: wrap(self.members.get(name[4:]))
        return wrap(self.members.get(name))

    def __getitem__(self, key):
        return wrap(self.members[key])

    def __contains__(self, key):
        return key in self.members

    def __len__(self):
        return len(self.members)

    def __eq__(self, other):
        return isinstance(other, Scope) and self.members == other.members

    def __repr__(self):
        return repr(self.members)


def wrap(value):
    return Scope(value) if isinstance(value, dict) else value


class Grammar:
    """Makes expressions of the subset; most of them make sense."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, *choices):
        return self.random.choice(choices)

    def any(self, depth):
        return self.one_of(self.text, self.number, self.truth, self.sequence, self.contact)(depth)

    def contact(self, _depth):
        return self.one_of("contact.source", "contact.get_destination()", "contact['priority']", "contact.language",
                           "contact.skills", "contact.queue.id", "contact.queue['address']", "contact.agent",
                           "contact.created", "contact.get_skills()[0]", "event.name", "contact.queue.none",
                           "contact.agent.id", "contact.guid", "contact['nothing']", "contact.queue")

    def text(self, depth):
        if depth <= 0:
            return repr(self.random.choice(TEXTS))
        less = depth - 1
        a = self.one_of(self.text, self.text, self.contact)(less)
        b = self.one_of(self.text, self.text, self.any)(less)
        n = self.number(0)
        return self.one_of(f"({a} + {b})", f"({a} * {n})", f"({n} * {a})", f"{a}.lower()" if a.isascii() else a,
                           f"{a}.upper()" if a.isascii() else a, f"{a}.strip()", f"{a}.strip({b})", f"{a}[{n}]",
                           f"{a}.replace({b}, {self.text(0)})", f"{a}.replace({b}, {self.text(0)}, {n})",
                           f"str({self.any(less)})", f"({a} if {self.truth(less)} else {b})", f"({a} or {b})")

    def number(self, depth):
        if depth <= 0:
            return self.random.choice(NUMBERS)
        less = depth - 1
        a, b = self.number(less), self.one_of(self.number, self.number, self.number, self.any)(less)
        sign = self.one_of("+", "-", "*", "/", "//", "%")
        return self.one_of(f"({a} {sign} {b})", f"{a} {sign} {b}", f"({a} {sign} {b})", f"-{a}", f"+{b}", f"- -{a}",
                           f"len({self.one_of(self.text, self.sequence, self.contact)(less)})", f"int({b})",
                           f"int({self.text(less)})", f"float({self.text(less)})", f"float({a})",
                           f"({a} if {self.truth(less)} else {b})")

    def sequence(self, depth):
        if depth <= 0:
            return self.one_of("[]", "()", "(1,)", "[1, 2]", "('a', 'b')", "['a', 1, None]", "contact.skills")
        less = depth - 1
        a, b, t = self.any(less), self.any(less), self.text(less)
        n = self.number(0)
        return self.one_of(f"[{a}, {b}]", f"({a}, {b})", f"({a},)", f"[{a}]", f"({self.sequence(less)} + {b})",
                           f"({self.sequence(less)} * {n})", f"{t}.split()", f"{t}.split({self.text(0)})",
                           f"{t}.split(None, {n})", f"{t}.split({self.text(0)}, {n})")

    def truth(self, depth):
        if depth <= 0:
            return self.one_of("True", "False", "None", "contact.source", "contact.language")
        less = depth - 1
        a, b, c = self.any(less), self.any(less), self.any(less)
        x, y = self.one_of(self.number, self.text, self.sequence)(less), self.number(less)
        t, u = self.text(less), self.text(less)
        sign, other = (self.one_of("==", "!=", "<", "<=", ">", ">=") for _ in range(2))
        return self.one_of(f"{a} and {b}", f"{a} or {b}", f"not {a}", f"({a} and {b} or {c})", f"({x} {sign} {y})",
                           f"({y} {sign} {self.number(less)})", f"({t} {sign} {u})", f"({y} {sign} {x} {other} {c})",
                           f"({a} == {b})", f"({t} in {u})", f"({a} in {self.sequence(less)})",
                           f"({a} not in {self.sequence(less)})", f"({t} in contact.queue)", f"({a} is None)",
                           f"({a} is not True)", f"{t}.startswith({u})", f"{t}.endswith(({u}, {t}))",
                           f"not {a} == {b}")


NAMES = {"__builtins__": {}, "contact": Scope(CONTACT), "event": Scope(EVENT), "len": len, "int": int, "str": str,
         "float": float}


def evaluate(code):
    return eval(code, dict(NAMES))  # noqa: S307: the expressions are our own


def goes_beyond(expression):
    """Whether a part of it is an integer beyond 64 bits or a large text, which conditions don't have."""
    for node in ast.walk(ast.parse(expression, mode="eval")):
        if not isinstance(node, ast.expr):
            continue
        try:
            value = evaluate(compile(ast.Expression(node), "part", "eval"))
        except MemoryError:
            return True
        except Exception:  # noqa: BLE001: it may be anything
            continue
        if isinstance(value, int) and not -2**63 <= value < 2**63:
            return True
        if isinstance(value, (str, list, tuple)) and len(value) > 5000:
            return True
    return False


def expected(expression):
    try:
        value = evaluate(expression)
    except SyntaxError:
        return "refused"
    except Exception:  # noqa: BLE001: whatever Python raises, a condition can't be evaluated then
        return "error"
    return f"{value!r}\t{bool(value)}"


def is_formatting(expression):
    """Whether a text could stand left of %, which conditions refuse."""
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
               for node in ast.walk(ast.parse(expression, mode="eval")))


def main():
    warnings.simplefilter("ignore")
    grammar = Grammar(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
    expressions = []
    while len(expressions) < COUNT:
        expression = grammar.any(grammar.random.randrange(1, 4))
        if len(expression) < 8000 and "\n" not in expression:
            expressions.append(expression)
    scopes = json.dumps({"contact": CONTACT, "event": EVENT})
    run = subprocess.run([sys.argv[1], scopes], input="\n".join(expressions) + "\n", capture_output=True, text=True,
                         encoding="utf-8", check=True)
    found = run.stdout.split("\n")[:-1]
    assert len(found) == len(expressions), f"{len(found)} answers to {len(expressions)} expressions"
    wrong = values = beyond = 0
    for expression, answer in zip(expressions, found):
        wanted = expected(expression)
        kind = answer.split("\t")[0]
        if wanted == answer or (wanted == kind and kind in ("error", "refused")):
            values += kind not in ("error", "refused")
            continue
        if kind == "error" and goes_beyond(expression):
            beyond += 1
            continue
        if kind == "refused" and is_formatting(expression):
            continue
        wrong += 1
        print(f"{expression}\n  Python: {wanted}\n  crmlink: {answer}", file=sys.stderr)
    print(f"{COUNT} expressions: {values} equal values, {beyond} beyond the limits, {wrong} wrong")
    # Expressions of which few can be evaluated would prove little.
    return 0 if wrong == 0 and values > COUNT // 3 else 1


if __name__ == "__main__":
    sys.exit(main())
