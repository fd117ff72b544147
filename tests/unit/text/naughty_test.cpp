#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/catch.hpp"
#include "text/encode.hpp"
#include "unit/text/expand.hpp"

using namespace crmlink;
using namespace crmlink::test;

// Strings that others found to break software, and some of our own, in every slot.
namespace {

std::vector<std::string> read_corpus() {
  const std::filesystem::path path = CRMLINK_NAUGHTY_STRINGS;
  std::vector<std::string> strings;
  if (!std::filesystem::exists(path)) {
    WARN("skipped: no " << path);
    return strings;
  }
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto parsed = boost::json::parse(text);
  for (const auto& string : parsed.as_array())
    strings.emplace_back(string.as_string());
  return strings;
}

std::vector<std::string> naughty_strings() {
  auto strings = read_corpus();
  for (int c = 0; c < 256; ++c) {
    strings.push_back("x" + std::string(1, static_cast<char>(c)) + "y");
    strings.emplace_back(1, static_cast<char>(c));
    strings.push_back("\xE2\x82" + std::string(1, static_cast<char>(c)));
  }
  std::erase(strings, "");
  return strings;
}

template <class Check>
void in_every_string(Slot slot, Check check) {
  const auto compiled = compile("{A}", slot);
  for (const auto& value : naughty_strings()) {
    std::string out;
    const auto result = compiled.expand(Variables{{"A", value}}, out);
    INFO(value);
    check(value, out, result);
  }
}

// Slow and plain: one character at a time.
std::string sanitised(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto length = text::utf8_length(text);
    if (length != 0) {
      out += text.substr(0, length);
    } else {
      // The longest start of a sequence that could have gone on, at least one byte.
      length = 1;
      for (std::size_t i = 2; i < 4 && i <= text.size(); ++i)
        for (const auto* tail : {"\x80", "\x80\x80", "\xBF", "\xBF\xBF"})
          if (text::utf8_length(std::string(text.substr(0, i)) + tail) > i) length = i;
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string percent_decoded(std::string_view text, bool form) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      out += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
      at += 2;
    } else {
      out += form && text[at] == '+' ? ' ' : text[at];
    }
  }
  return out;
}

bool consists_of(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [more](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           more.find(c) != std::string_view::npos;
  });
}

}  // namespace

TEST_CASE("every naughty string comes back from a JSON slot, sanitised") {
  for (const auto slot : {Slot::json, Slot::json_text})
    in_every_string(slot, [](const auto& value, const auto& out, const auto&) {
      boost::system::error_code failure;
      const auto parsed = boost::json::parse(out, failure);
      REQUIRE(!failure);
      REQUIRE(parsed.is_string());
      CHECK(std::string_view(parsed.get_string()) == sanitised(value));
    });
}

TEST_CASE("every naughty string comes back from a URL slot, and only allowed bytes are there") {
  in_every_string(Slot::url_query, [](const auto& value, const auto& out, const auto&) {
    CHECK(consists_of(out, "-._~%"));
    CHECK(percent_decoded(out, false) == value);
  });
  in_every_string(Slot::url_path, [](const auto& value, const auto& out, const auto& result) {
    CHECK(result.has_value() == (value != "." && value != ".."));
    CHECK(consists_of(out, "-._~%"));
    if (result) CHECK(percent_decoded(out, false) == value);
  });
}

TEST_CASE("every naughty string comes back from a form") {
  in_every_string(Slot::form, [](const auto& value, const auto& out, const auto&) {
    CHECK(consists_of(out, "*-._%+"));
    CHECK(percent_decoded(out, true) == value);
  });
}

TEST_CASE("every naughty string is refused by a header or stands there unchanged") {
  in_every_string(Slot::header, [](const auto& value, const auto& out, const auto& result) {
    const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
    const auto refused = std::any_of(value.begin(), value.end(), is_control);
    CHECK(result.has_error() == refused);
    CHECK(out == (refused ? std::string() : value));
  });
}

TEST_CASE("no naughty string leaves a special character in HTML") {
  in_every_string(Slot::html, [](const auto&, const auto& out, const auto&) {
    CHECK(out.find_first_of("<>\"'") == std::string::npos);
    CHECK(out.find('\0') == std::string::npos);
    CHECK(sanitised(out) == out);
    for (auto at = out.find('&'); at != std::string::npos; at = out.find('&', at + 1))
      CHECK(out.find(';', at) <= at + 5);
  });
}

TEST_CASE("no naughty string leaves its folder as a file name") {
  in_every_string(Slot::file_name, [](const auto& value, const auto& out, const auto&) {
    const auto is_outlaw = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
    CHECK(std::none_of(out.begin(), out.end(), is_outlaw));
    CHECK(std::filesystem::path(out).filename() == out);
    CHECK(out.find_first_of("/\\:") == std::string::npos);
    CHECK(out != ".");
    CHECK(out != "..");
    CHECK(out.size() == value.size());
  });
}

TEST_CASE("every naughty string stands in a plain text as it is") {
  in_every_string(Slot::plain,
                  [](const auto& value, const auto& out, const auto&) { CHECK(out == value); });
}

TEST_CASE("every naughty string compiles or has a fault within it") {
  for (const auto& text : naughty_strings())
    for (const auto& fault : faults_of(text, Slot::json))
      CHECK(fault.offset < text.size());
}
