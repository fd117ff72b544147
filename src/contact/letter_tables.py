#!/usr/bin/env python3
"""Writes what conditions need to know of code points, out of Python's Unicode data.

Usage: letter_tables.py case|kind, into letter_case_tables.hpp and letter_kind_tables.hpp; then clang-format
"""

import sys
import unicodedata

POINTS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


def mappings(change):
    """Runs of code points of which every step-th changes by one difference."""
    runs = []
    for point in POINTS:
        changed = change(point)
        if changed == point or len(changed) > 1:
            continue
        code, delta = ord(point), ord(changed) - ord(point)
        if runs:
            first, last, step, known = runs[-1]
            if delta == known and (code - last == step or (first == last and code - last == 2)):
                runs[-1] = (first, code, code - last, delta)
                continue
        runs.append((code, code, 1, delta))
    return runs


def spans(codes):
    found = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def is_final(before):
    """Whether a capital sigma behind that is lowered to a final one."""
    return (before + "\u03a3").lower().endswith("\u03c2")


def literal(text):
    return "".join(f"\\U{ord(c):08X}" if ord(c) > 0xFFFF else f"\\u{ord(c):04X}" if ord(c) > 0x7E else c for c in text)


def write(comment, declaration, rows):
    print(f"/// {comment}\ninline constexpr {declaration}[] = {{")
    print(",\n".join(rows))
    print("};\n")


def write_letters():
    print("/// Code points of which every step-th changes by a difference.")
    print("struct Mapping {\n  char32_t first;\n  char32_t last;\n  std::uint32_t step;\n  std::int32_t delta;\n};\n")
    print("/// A code point that becomes several.")
    print("struct Expansion {\n  char32_t from;\n  std::u32string_view to;\n};\n")

    def rows(runs):
        return [f"{{0x{a:X}, 0x{b:X}, {step}, {delta}}}" for a, b, step, delta in runs]

    write("Capital letters to small ones; but U+0130, which becomes two.", "Mapping lower", rows(mappings(str.lower)))
    write("Small letters to capital ones.", "Mapping upper", rows(mappings(str.upper)))
    write("Small letters that become several capital ones.", "Expansion upper_expansions",
          [f'{{0x{ord(c):X}, U"{literal(c.upper())}"}}' for c in POINTS if len(c.upper()) > 1])


def write_spans():
    print("/// Code points from the first to the last.\nstruct Span {\n  char32_t first;\n  char32_t last;\n};\n")

    def pairs(codes):
        return [f"{{0x{a:X}, 0x{b:X}}}" for a, b in spans(codes)]

    ignorable = [ord(c) for c in POINTS if is_final("A" + c) and not is_final(" " + c)]
    cased = [ord(c) for c in POINTS if is_final("A" + c) and is_final(" " + c)]
    kinds = ("Cc", "Cf", "Zl", "Zp", "Zs", "Co")
    hidden = [ord(c) for c in POINTS if unicodedata.category(c) in kinds and c != " "]
    zeros = [ord(c) for c in POINTS if unicodedata.category(c) == "Nd" and unicodedata.decimal(c) == 0]
    write("What has a case, and isn't among the ignored.", "Span cased", pairs(cased))
    write("What is ignored in looking for the letters around a sigma.", "Span case_ignorable", pairs(ignorable))
    write("What repr() escapes: controls, formats, separators, private use.", "Span hidden", pairs(hidden))
    write("The zeros of all decimal digits; the others follow them.", "char32_t digit_zeros",
          [f"0x{code:X}" for code in zeros])


def main():
    kind = sys.argv[1]
    print("#pragma once\n")
    if kind == "case":
        print("#include <cstdint>\n#include <string_view>\n")
    print(f"// Made by letter_tables.py out of Unicode {unicodedata.unidata_version}: don't edit.")
    print("namespace crmlink::condition::tables {\n")
    {"case": write_letters, "kind": write_spans}[kind]()
    print("}  // namespace crmlink::condition::tables")


if __name__ == "__main__":
    main()
