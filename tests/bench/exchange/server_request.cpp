#include "exchange/server_request.hpp"

#include <strings.h>

#include <charconv>
#include <cstdint>

#include "exchange/facts.hpp"

namespace crmlink::bench {
namespace {

using std::chrono::microseconds;

std::string whole(std::string_view status, const std::string& body,
                  std::string_view connection = "keep-alive") {
  std::string reply = "HTTP/1.1 ";
  reply.append(status).append("\r\nServer: bench\r\nDate: Mon, 05 Jan 2026 09:00:00 GMT\r\n");
  reply.append("Content-Type: application/json\r\nContent-Length: ");
  reply.append(std::to_string(body.size())).append("\r\nConnection: ");
  reply.append(connection).append("\r\n\r\n");
  return reply.append(body);
}

bool names(std::string_view line, std::string_view field) {
  return line.size() > field.size() && line[field.size()] == ':' &&
         strncasecmp(line.data(), field.data(), field.size()) == 0;
}

std::string_view value_of(std::string_view line, std::string_view field) {
  line.remove_prefix(field.size() + 1);
  while (line.starts_with(' '))
    line.remove_prefix(1);
  return line;
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Calls `visit` for each line of a head after the first.
template <typename Visit>
void each_field(std::string_view head, Visit visit) {
  auto at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const auto end = head.find("\r\n", at);
    visit(head.substr(at, end - at));
    at = end + 2;
  }
}

bool authorized(const ServerRequest& request) {
  bool good = false;
  each_field(request.head, [&](std::string_view line) {
    if (!names(line, "Authorization")) return;
    const auto value = value_of(line, "Authorization");
    good = value.starts_with("Bearer ") && value.substr(7) == bearer;
  });
  return good;
}

microseconds take_delay(std::string_view& target) {
  constexpr std::string_view prefix = "/after/";
  if (!target.starts_with(prefix)) return microseconds(0);
  target.remove_prefix(prefix.size());
  const auto delay = static_cast<std::int64_t>(number(target));
  target.remove_prefix(target.find('/'));
  return microseconds(delay);
}

}  // namespace

std::optional<ServerRequest> read_request(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  ServerRequest request;
  request.head = bytes.substr(0, end + 2);
  std::size_t body_size = 0;
  each_field(request.head, [&](std::string_view line) {
    if (names(line, "Content-Length")) body_size = number(value_of(line, "Content-Length"));
  });
  request.size = end + 4 + body_size;
  if (bytes.size() < request.size) return std::nullopt;
  request.body = bytes.substr(end + 4, body_size);
  const auto target = request.head.find(' ') + 1;
  request.target = request.head.substr(target, request.head.find(' ', target) - target);
  return request;
}

ServerReply answer(const ServerRequest& request) {
  static const std::string dip = whole("200 OK", dip_reply());
  static const std::string last_dip = whole("200 OK", dip_reply(), "close");
  static const std::string crm = whole("200 OK", crm_reply());
  static const std::string refused = whole("400 Bad Request", "{}");
  constexpr std::string_view close = "/close";
  auto target = request.target;
  const auto after = take_delay(target);
  const bool ends = target.starts_with(close);
  if (ends) target.remove_prefix(close.size());
  if (!authorized(request)) return {&refused, after, false};
  if (target == dip_target && request.body == dip_body())
    return {ends ? &last_dip : &dip, after, ends};
  if (target == crm_target) return {&crm, after, false};
  return {&refused, after, false};
}

}  // namespace crmlink::bench
