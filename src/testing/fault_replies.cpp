#include "testing/fault_replies.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace crmlink::testing {
namespace {

constexpr std::size_t default_depth = 1'000'000;
constexpr std::size_t default_garbage = 64;
constexpr std::size_t default_excess = 10;

constexpr std::string_view login_page =
    "<!DOCTYPE html><html><head><title>Sign in</title></head>"
    "<body><form method=\"post\"><input name=\"password\"></form></body></html>";
constexpr std::string_view token_complaint =
    R"({"error": {"code": "token_expired", "message": "The access token expired"}})";

bool is_content_type(std::string_view name) {
  constexpr std::string_view wanted = "content-type";
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

std::string head_of(const Turn& turn) {
  std::string head = "HTTP/1.1 " + std::to_string(turn.status) + " Some Reason\r\n";
  bool typed = false;
  for (const auto& field : turn.fields) {
    head += field.name + ": " + field.value + "\r\n";
    typed = typed || is_content_type(field.name);
  }
  if (!typed) head += "Content-Type: application/json\r\n";
  return head;
}

std::string length_field(std::size_t length) {
  return "Content-Length: " + std::to_string(length) + "\r\n";
}

std::string with_body(Turn turn, std::string body) {
  turn.body = std::move(body);
  return good_reply(turn);
}

std::string with_length(const Turn& turn, std::size_t length) {
  return head_of(turn) + length_field(length) + "\r\n" + turn.body;
}

std::string with_two_lengths(const Turn& turn) {
  return head_of(turn) + length_field(turn.body.size()) + length_field(turn.body.size() + 1) +
         "\r\n" + turn.body;
}

std::string with_bad_chunk(const Turn& turn) {
  return head_of(turn) + "Transfer-Encoding: chunked\r\n\r\nten\r\n" + turn.body + "\r\n0\r\n\r\n";
}

// Neither JSON nor UTF-8, and the same each time.
std::string garbage(std::size_t size) {
  std::string bytes;
  for (std::size_t n = 0; n < size; ++n)
    bytes += static_cast<char>(0x80U + (n * 37U) % 0x80U);
  return bytes;
}

std::string deep_json(std::size_t depth) {
  return R"({"parameters": )" + std::string(depth, '[') + std::string(depth, ']') + '}';
}

std::string page(Turn turn) {
  turn.fields.emplace_back("Content-Type", "text/html; charset=utf-8");
  return with_body(std::move(turn), std::string(login_page));
}

std::string refusal_with_bad_wait(Turn turn) {
  turn.status = 429;
  turn.fields.emplace_back("Retry-After", "-99999999999999999999 fortnights");
  return with_body(std::move(turn), R"({"error": "too many requests"})");
}

}  // namespace

std::string good_reply(const Turn& turn) {
  return with_length(turn, turn.body.size());
}

std::string unbounded_reply(const Turn& turn) {
  return head_of(turn) + "\r\n" + turn.body;
}

std::string faulty_reply(const Turn& turn) {
  switch (turn.fault) {
    case Fault::short_length:
      return with_length(turn, turn.bytes.value_or(turn.body.size() / 2));
    case Fault::long_length:
      return with_length(turn, turn.body.size() + turn.bytes.value_or(default_excess));
    case Fault::doubled_length:
      return with_two_lengths(turn);
    case Fault::bad_chunk:
      return with_bad_chunk(turn);
    case Fault::two_replies:
      return good_reply(turn) + good_reply(turn);
    case Fault::garbage:
      return with_body(turn, garbage(turn.bytes.value_or(default_garbage)));
    case Fault::html:
      return page(turn);
    case Fault::bad_retry_after:
      return refusal_with_bad_wait(turn);
    case Fault::expired_token:
      return with_body(turn, std::string(token_complaint));
    case Fault::deep_json:
      return with_body(turn, deep_json(turn.bytes.value_or(default_depth)));
    default:
      return good_reply(turn);
  }
}

}  // namespace crmlink::testing
