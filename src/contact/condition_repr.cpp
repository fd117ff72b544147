#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "contact/condition_letters.hpp"
#include "contact/condition_text.hpp"
#include "contact/condition_value.hpp"

namespace crmlink::condition {
namespace {

void write_escape(char32_t code, std::string& out) {
  std::array<char, 12> escape{};
  const auto number = static_cast<unsigned>(code);
  if (code < 0x100)
    std::snprintf(escape.data(), escape.size(), "\\x%02x", number);
  else if (code < 0x10000)
    std::snprintf(escape.data(), escape.size(), "\\u%04x", number);
  else
    std::snprintf(escape.data(), escape.size(), "\\U%08x", number);
  out += escape.data();
}

void write_text(std::string_view text, std::string& out) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const bool has_double = text.find('"') != std::string_view::npos;
  const char quote = has_single && !has_double ? '"' : '\'';
  out += quote;
  for (const auto code : decode(text)) {
    if (code == U'\n' || code == U'\r' || code == U'\t') {
      out += code == U'\n' ? "\\n" : code == U'\r' ? "\\r" : "\\t";
    } else if (!is_printable(code)) {
      write_escape(code, out);
    } else {
      if (code == static_cast<unsigned char>(quote) || code == U'\\') out += '\\';
      append_utf8(code, out);
    }
  }
  out += quote;
}

/// The shortest digits that give the number again, as Python lays them out.
void write_real(double real, std::string& out) {
  if (!std::isfinite(real)) {
    out += std::isnan(real) ? "nan" : real > 0 ? "inf" : "-inf";
    return;
  }
  std::array<char, 400> buffer{};
  const auto write = [&](std::chars_format format) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), real, format);
    return std::string(buffer.data(), end.ptr);
  };
  auto text = write(std::chars_format::scientific);
  const auto exponent = std::stoi(text.substr(text.find('e') + 1));
  if (exponent >= -4 && exponent < 16) {
    text = write(std::chars_format::fixed);
    if (text.find('.') == std::string::npos) text += ".0";
  }
  out += text;
}

void write_elements(const Sequence& sequence, std::string& out, Budget& budget) {
  out += sequence.tuple ? '(' : '[';
  const auto& elements = *sequence.elements;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) out += ", ";
    write_repr(elements[i], out, budget);
    if (budget.is_spent()) return;
  }
  if (sequence.tuple && elements.size() == 1) out += ',';
  out += sequence.tuple ? ')' : ']';
}

void write_members(Dict dict, std::string& out, Budget& budget) {
  out += '{';
  bool first = true;
  for (const auto& [name, member] : *dict) {
    if (!first) out += ", ";
    first = false;
    write_text(name, out);
    out += ": ";
    const auto value = from_json(member, budget);
    if (!value) return;
    write_repr(*value, out, budget);
  }
  out += '}';
}

}  // namespace

void write_repr(const Value& value, std::string& out, Budget& budget) {
  if (!budget.spend(1)) return;
  if (value.is_none()) out += "None";
  if (const auto* const flag = value.get<bool>()) out += *flag ? "True" : "False";
  if (const auto* const whole = value.get<std::int64_t>()) out += std::to_string(*whole);
  if (const auto* const real = value.get<double>()) write_real(*real, out);
  if (const auto* const text = value.get<std::string>()) {
    if (budget.spend(text->size() / 100)) write_text(*text, out);
  }
  if (const auto* const sequence = value.get<Sequence>()) write_elements(*sequence, out, budget);
  if (const auto* const dict = value.get<Dict>()) write_members(*dict, out, budget);
  if (value.get<Match>()) out += "<re.Match>";
  if (value.get<Moment>()) out += "<datetime>";
}

std::string to_text(const Value& value, Budget& budget) {
  if (const auto* const text = value.get<std::string>()) return *text;
  std::string out;
  write_repr(value, out, budget);
  return out;
}

}  // namespace crmlink::condition
