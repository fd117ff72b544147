#if __has_include(<http_parser.h>)
#include <http_parser.h>
#define CRMLINK_HAS_OTHER_PARSER
#endif

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/response_parser.hpp"

// A reply means the same however its bytes are cut: whole, and byte by byte, give one result. And
// it means what it means to another parser: whoever sits between us and the server (a proxy, a load
// balancer) must not see another end of it.
namespace {

using crmlink::http::Method;
using crmlink::http::Response;
using crmlink::http::ResponseLimits;
using crmlink::http::ResponseParser;

constexpr std::size_t most_header = 4096;
constexpr std::size_t most_body = 4096;

struct Framed {
  bool complete = false;
  int status = 0;
  std::string body;

  friend bool operator==(const Framed&, const Framed&) = default;
};

Framed frame(std::string_view bytes, std::size_t step, Method method, bool decode) {
  ResponseLimits limits(most_header, most_body);
  limits.decode = decode;
  ResponseParser parser(method, limits);
  std::string pending;
  for (std::size_t at = 0; at < bytes.size() && !parser.done(); at += step) {
    pending += bytes.substr(at, step);
    const auto consumed = parser.consume(pending);
    if (!consumed) return {};
    pending.erase(0, *consumed);
  }
  if (!parser.consume_end() || !parser.done()) return {};
  const Response reply = parser.take();
  return {true, reply.status(), std::string(reply.body())};
}

#ifdef CRMLINK_HAS_OTHER_PARSER
/// Node's former parser, which knows nothing of Beast.
class OtherParser {
 public:
  explicit OtherParser(Method method) : head_(method == Method::head) {
    http_parser_init(&parser_, HTTP_RESPONSE);
    parser_.data = this;
    http_parser_settings_init(&settings_);
    settings_.on_headers_complete = [](http_parser* parser) { return self(parser).on_head(); };
    settings_.on_body = [](http_parser* parser, const char* part, std::size_t size) {
      self(parser).framed_.body.append(part, size);
      return 0;
    };
    settings_.on_message_complete = [](http_parser* parser) { return self(parser).on_end(); };
  }

  Framed frame(std::string_view bytes, std::size_t step) {
    for (; !bytes.empty() && !framed_.complete; bytes.remove_prefix(std::min(step, bytes.size()))) {
      const auto part = bytes.substr(0, step);
      const auto used = http_parser_execute(&parser_, &settings_, part.data(), part.size());
      if (!framed_.complete && (used != part.size() || parser_.upgrade != 0)) return {};
    }
    if (!framed_.complete) http_parser_execute(&parser_, &settings_, nullptr, 0);
    return framed_.complete ? framed_ : Framed();
  }

  http_errno complaint() const { return HTTP_PARSER_ERRNO(&parser_); }

 private:
  static OtherParser& self(const http_parser* parser) {
    return *static_cast<OtherParser*>(parser->data);
  }

  // It would read the body that a 204 or 304 announces and never has (RFC 9112 §6.3).
  int on_head() const {
    return head_ || parser_.status_code == 204 || parser_.status_code == 304 ? 1 : 0;
  }

  int on_end() {
    const int status = static_cast<int>(parser_.status_code);
    framed_.complete = status >= 200;
    framed_.status = status;
    if (framed_.complete) http_parser_pause(&parser_, 1);
    return 0;
  }

  http_parser parser_;
  http_parser_settings settings_;
  const bool head_;
  Framed framed_;
};

// Where the other parser refuses what we take, and either is right. That it takes more than we do
// doesn't matter: what we refuse is answered with an error and a closed connection.
bool is_stricter(http_errno complaint) {
  switch (complaint) {
    // Content-Length twice with the same value, which RFC 9110 §8.6 lets a recipient take for one.
    case HPE_UNEXPECTED_CONTENT_LENGTH:
      return true;
    default:
      return false;
  }
}

void compare(const Framed& ours, std::string_view bytes, Method method) {
  if (!ours.complete) return;
  OtherParser other(method);
  const Framed theirs = other.frame(bytes, bytes.size());
  if (theirs == ours || (!theirs.complete && is_stricter(other.complaint()))) return;
  std::fprintf(stderr, "ours: %d, %zu bytes; theirs: %d, %zu bytes, %s\n", ours.status,
               ours.body.size(), theirs.status, theirs.body.size(),
               http_errno_name(other.complaint()));
  std::abort();
}
#else
void compare(const Framed&, std::string_view, Method) {}
#endif

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Method method = size % 2 == 0 ? Method::get : Method::head;
  // Both read the body as it was coded.
  compare(frame(bytes, size + 1, method, false), bytes, method);
  const Framed ours = frame(bytes, size + 1, method, true);
  if (ours != frame(bytes, 1, method, true)) std::abort();
  return 0;
}
