#include "http/request_renderer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace crmlink::http {
namespace {

// RFC 9110 §5.6.2: token.
constexpr bool is_token_character(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// RFC 9110 §5.5: a field value has no control characters but HTAB.
constexpr bool is_value_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_value_character);
}

bool equals_name(std::string_view name, std::string_view lower_case) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
  };
  return std::equal(name.begin(), name.end(), lower_case.begin(), lower_case.end(), same);
}

constexpr std::array<std::string_view, 8> owned_names{
    "host",    "content-length",   "transfer-encoding", "connection",
    "upgrade", "proxy-connection", "keep-alive",        "expect"};

bool is_owned(std::string_view name) {
  return std::any_of(owned_names.begin(), owned_names.end(),
                     [&](std::string_view owned) { return equals_name(name, owned); });
}

Error refuse(std::string detail) {
  ErrorInfo info(Errc::invalid_request);
  info.detail = std::move(detail);
  return info;
}

// The name is shown only when it is harmless; a value never is.
Result<> check_field(const Field& field) {
  if (!is_token(field.name)) return refuse("a header's name isn't a token");
  if (is_owned(field.name)) return refuse("the header " + field.name + " is set by the client");
  if (!is_value(field.value))
    return refuse("the value of the header " + field.name + " has a control character");
  return {};
}

bool has_field(const Request& request, std::string_view lower_case) {
  return std::any_of(request.fields.begin(), request.fields.end(),
                     [&](const Field& field) { return equals_name(field.name, lower_case); });
}

Result<> check(const Request& request) {
  if (request.url.empty()) return refuse("the request has no URL");
  for (const Field& field : request.fields) {
    if (const auto checked = check_field(field); !checked) return checked.error();
  }
  if (request.bearer && has_field(request, "authorization"))
    return refuse("both a bearer token and an Authorization header");
  return {};
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_content_length(std::string& out, std::size_t size) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size).ptr;
  append_field(out, "Content-Length",
               std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

bool announces_length(const Request& request) {
  return !request.body.empty() || request.method == Method::post || request.method == Method::put ||
         request.method == Method::patch;
}

std::size_t estimate_size(const Request& request) {
  std::size_t size =
      128 + request.url.target().size() + request.url.authority().size() + request.body.size();
  for (const Field& field : request.fields)
    size += field.name.size() + field.value.size() + 4;
  return size;
}

}  // namespace

Result<> render_request(const Request& request, std::string_view user_agent, std::string& wire) {
  wire.clear();
  if (const auto checked = check(request); !checked) return checked.error();
  SecretText token;
  if (request.bearer) {
    auto resolved = request.bearer.resolve();
    if (!resolved) return resolved.error();
    token = std::move(*resolved);
    if (!is_value(token.reveal())) return refuse("the bearer token has a control character");
  }
  // Growing would leave copies of the token behind.
  wire.reserve(estimate_size(request) + user_agent.size() + token.reveal().size());
  wire.append(to_string(request.method))
      .append(" ")
      .append(request.url.target())
      .append(" HTTP/1.1\r\n");
  append_field(wire, "Host", request.url.authority());
  if (!user_agent.empty() && !has_field(request, "user-agent"))
    append_field(wire, "User-Agent", user_agent);
  if (!token.empty()) wire.append("Authorization: Bearer ").append(token.reveal()).append("\r\n");
  for (const Field& field : request.fields)
    append_field(wire, field.name, field.value);
  if (announces_length(request)) append_content_length(wire, request.body.size());
  wire.append("\r\n").append(request.body);
  return {};
}

}  // namespace crmlink::http
