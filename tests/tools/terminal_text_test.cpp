#include "terminal_text.hpp"

#include <string>

#include "support/catch.hpp"

using crmlink::tool::cut;
using crmlink::tool::printable;
using crmlink::tool::printable_lines;
using crmlink::tool::valid_utf8;
using crmlink::tool::width_of;

TEST_CASE("printable text keeps what people read") {
  CHECK(printable("Kim Ng, M\u00FCller, \u4E2D\u6587, \U0001F600") ==
        "Kim Ng, M\u00FCller, \u4E2D\u6587, \U0001F600");
}

TEST_CASE("printable text has no control characters and none that reorder") {
  CHECK(printable(std::string_view("a\0b\tc\x7F", 6)) == "a\uFFFDb\uFFFDc\uFFFD");
  CHECK(printable("\xC2\x9B") == "\uFFFD");
  CHECK(printable("a\u202Eb\u2066c\u200F") == "a\uFFFDb\uFFFDc\uFFFD");
}

TEST_CASE("what is no UTF-8 is replaced byte by byte") {
  CHECK(valid_utf8("a\xFF") == "a\uFFFD");
  CHECK(valid_utf8("\xC3") == "\uFFFD");
  CHECK(valid_utf8("\xC3(") == "\uFFFD(");
  CHECK(valid_utf8("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(valid_utf8("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(valid_utf8("\xE2\x82") == "\uFFFD\uFFFD");
  CHECK(valid_utf8("\u20AC\t") == "\u20AC\t");
}

TEST_CASE("width counts combining marks as nothing and wide characters twice") {
  CHECK(width_of("") == 0);
  CHECK(width_of("abc") == 3);
  CHECK(width_of("e\u0301") == 1);
  CHECK(width_of("\u4E2D\u6587") == 4);
  CHECK(width_of("\U0001F600") == 2);
}

TEST_CASE("a text that fits isn't cut, and a cut one never exceeds its columns") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab\u2026");
  CHECK(cut("\u4E2D\u6587", 4) == "\u4E2D\u6587");
  CHECK(cut("\u4E2D\u6587", 3) == "\u4E2D\u2026");
  CHECK(cut("\u4E2D\u6587", 2) == "\u2026");
  CHECK(cut("abc", 0).empty());
}

TEST_CASE("lines stay lines when control characters are replaced") {
  CHECK(printable_lines("a\x1b\n\nb\r\n") == "a\uFFFD\n\nb\uFFFD\n");
}
