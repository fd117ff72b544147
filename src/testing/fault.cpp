#include "crmlink/testing/fault.hpp"

#include <array>
#include <utility>

namespace crmlink::testing {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 28> names{
    "none",
    "full_backlog",
    "silent_handshake",
    "tls_alert",
    "plain_on_tls",
    "wrong_host_certificate",
    "expired_certificate",
    "self_signed_certificate",
    "black_hole",
    "drip",
    "half_close",
    "close",
    "reset",
    "truncated_tls",
    "short_length",
    "long_length",
    "doubled_length",
    "bad_chunk",
    "oversized_header",
    "interim_flood",
    "two_replies",
    "early_reply",
    "garbage",
    "html",
    "bad_retry_after",
    "expired_token",
    "deep_json",
    "gzip_bomb",
};
static_assert(names[static_cast<std::size_t>(Fault::gzip_bomb)] == "gzip_bomb");

}  // namespace

std::string_view to_string(Fault fault) noexcept {
  return names[static_cast<std::size_t>(fault)];
}

Turn::Turn() = default;

Turn::Turn(Fault what) : fault(what) {}

Turn::Turn(Fault what, std::size_t n) : fault(what), bytes(n) {}

Turn::Turn(int with_status, std::string with_body, std::vector<http::Field> with_fields)
    : status(with_status), body(std::move(with_body)), fields(std::move(with_fields)) {}

}  // namespace crmlink::testing
