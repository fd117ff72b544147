#include "crmlink/messages/message_csv.hpp"

#include <string_view>
#include <utility>

namespace crmlink {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Whether a text is a decimal number such as -12.5: no formula can be made of it.
bool is_plain_number(std::string_view text) noexcept {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  bool digit = false;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && digit && !point)
      point = true;
    else if (is_digit(c))
      digit = true;
    else
      return false;
  }
  return digit && text.back() != '.';
}

bool is_formula(std::string_view text) noexcept {
  return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != text.npos &&
         !is_plain_number(text);
}

void append_value(std::string_view value, bool guard, std::string& out) {
  const bool guarded = guard && is_formula(value);
  const bool spaced = value.starts_with(' ') || value.ends_with(' ');
  if (!spaced && value.find_first_of("\",\r\n") == std::string_view::npos) {
    if (guarded) out += '\'';
    out.append(value);
    return;
  }
  out += '"';
  if (guarded) out += '\'';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

MessageCsvOptions::MessageCsvOptions()
    : columns{"text",
              "timestamp",
              "ts",
              "sendername",
              "senderemail",
              "sendertype",
              "sessionid",
              "sentiment",
              "workflow",
              "workflownodeid",
              "topic",
              "score",
              "topmatches",
              "lang",
              "customersessionid",
              "sessionchannel",
              "sessionchannelinfo",
              "chattype"} {}

MessageCsv::MessageCsv(MessageCsvOptions options) : options_(std::move(options)) {}

void MessageCsv::append_header(std::string& out) const {
  const char* separator = "";
  for (const auto& column : options_.columns) {
    out.append(std::exchange(separator, ","));
    append_value(column, options_.guard_formulas, out);
  }
  out.append(line_end);
}

void MessageCsv::append(const Message& message, std::string& out) const {
  const char* separator = "";
  for (const auto& column : options_.columns) {
    out.append(std::exchange(separator, ","));
    append_value(message.field(column), options_.guard_formulas, out);
  }
  out.append(line_end);
}

void append_ndjson(const Message& message, std::string& out) {
  out.append(message.json);
  out += '\n';
}

}  // namespace crmlink
