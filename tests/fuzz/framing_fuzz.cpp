#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/response_parser.hpp"

// A reply means the same however its bytes are cut: whole, and byte by byte, give one result.
namespace {

using crmlink::http::Method;
using crmlink::http::Response;
using crmlink::http::ResponseLimits;
using crmlink::http::ResponseParser;

struct Framed {
  bool complete = false;
  int status = 0;
  std::string body;

  friend bool operator==(const Framed&, const Framed&) = default;
};

Framed frame(std::string_view bytes, std::size_t step, Method method) {
  ResponseLimits limits(4096, 4096);
  limits.decode = true;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Method method = size % 2 == 0 ? Method::get : Method::head;
  if (frame(bytes, size + 1, method) != frame(bytes, 1, method)) std::abort();
  return 0;
}
