#include <string>

#include "crmlink/core/error.hpp"

namespace crmlink {
namespace {

using boost::system::error_code;
using boost::system::error_condition;
namespace errc = boost::system::errc;

// Fixed ids: codes and conditions of two copies of the library in one process compare by what they
// mean, not by which copy made them.
constexpr boost::ulong_long_type errc_category_id = 0x8C5AD1F2B6E34771U;
constexpr boost::ulong_long_type condition_category_id = 0x8C5AD1F2B6E34772U;

std::string_view text_of(Errc code) noexcept {
  switch (code) {
    case Errc::cancelled:
      return "cancelled";
    case Errc::queue_timeout:
      return "timed out while waiting for a connection";
    case Errc::resolve_timeout:
      return "timed out during the DNS lookup";
    case Errc::connect_timeout:
      return "timed out while connecting";
    case Errc::tls_timeout:
      return "timed out during the TLS handshake";
    case Errc::send_timeout:
      return "timed out while sending the request";
    case Errc::wait_timeout:
      return "timed out while waiting for the reply";
    case Errc::receive_timeout:
      return "timed out in the middle of the reply";
    case Errc::queue_full:
      return "too many requests wait for a connection";
    case Errc::resolve_failed:
      return "DNS lookup failed";
    case Errc::host_not_found:
      return "host not found";
    case Errc::connect_failed:
      return "connecting failed";
    case Errc::tls_failed:
      return "TLS failed";
    case Errc::certificate_rejected:
      return "TLS: certificate rejected";
    case Errc::send_failed:
      return "connection broke while sending";
    case Errc::connection_closed:
      return "connection closed before the reply was complete";
    case Errc::connection_reset:
      return "connection broke before the reply was complete";
    case Errc::malformed_response:
      return "not an HTTP/1.1 response";
    case Errc::header_too_large:
      return "the reply's head is over the limit";
    case Errc::body_too_large:
      return "the reply's body is over the limit";
    case Errc::invalid_request:
      return "the request can't be sent safely";
    case Errc::invalid_url:
      return "invalid URL";
    case Errc::invalid_json:
      return "invalid JSON";
    case Errc::invalid_template:
      return "invalid template";
    case Errc::invalid_path:
      return "invalid path";
    case Errc::invalid_value:
      return "a value can't stand in its place";
    case Errc::invalid_configuration:
      return "invalid configuration";
    case Errc::invalid_argument:
      return "invalid argument";
    case Errc::secret_unavailable:
      return "secret unavailable";
    case Errc::http_status:
      return "HTTP status";
    case Errc::invalid_response:
      return "unusable reply";
    case Errc::breaker_open:
      return "not asked: the server failed too often";
    case Errc::rate_limited:
      return "not asked: the server's rate limit leaves no turn in time";
    case Errc::proxy_refused:
      return "refused by the proxy";
    case Errc::destination_refused:
      return "refused destination";
    case Errc::too_many_redirects:
      return "too many redirects";
    case Errc::redirect_refused:
      return "the redirect can't be followed";
    case Errc::body_source_failed:
      return "the source of the request's body failed";
    case Errc::body_sink_failed:
      return "the sink of the reply's body failed";
    case Errc::token_unavailable:
      return "no access token";
  }
  return "unknown error";
}

std::string_view text_of(Condition condition) noexcept {
  switch (condition) {
    case Condition::cancelled:
      return "cancelled";
    case Condition::timeout:
      return "timed out";
    case Condition::transport:
      return "no complete reply";
    case Condition::tls:
      return "TLS or certificate failure";
    case Condition::overload:
      return "refused for overload";
    case Condition::configuration:
      return "wrong configuration";
    case Condition::response:
      return "unusable reply";
  }
  return "unknown condition";
}

bool is_timeout(Errc code) noexcept {
  switch (code) {
    case Errc::queue_timeout:
    case Errc::resolve_timeout:
    case Errc::connect_timeout:
    case Errc::tls_timeout:
    case Errc::send_timeout:
    case Errc::wait_timeout:
    case Errc::receive_timeout:
      return true;
    default:
      return false;
  }
}

bool is_unusable_http(Errc code) noexcept {
  return code == Errc::malformed_response || code == Errc::header_too_large ||
         code == Errc::body_too_large;
}

bool is_transport(Errc code) noexcept {
  switch (code) {
    case Errc::resolve_failed:
    case Errc::host_not_found:
    case Errc::connect_failed:
    case Errc::tls_failed:
    case Errc::certificate_rejected:
    case Errc::send_failed:
    case Errc::connection_closed:
    case Errc::connection_reset:
    case Errc::proxy_refused:
      return true;
    default:
      return is_timeout(code) || is_unusable_http(code);
  }
}

bool is_tls(Errc code) noexcept {
  return code == Errc::tls_timeout || code == Errc::tls_failed ||
         code == Errc::certificate_rejected;
}

bool is_configuration(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_url:
    case Errc::invalid_template:
    case Errc::invalid_path:
    case Errc::invalid_configuration:
    case Errc::secret_unavailable:
    case Errc::destination_refused:
      return true;
    default:
      return false;
  }
}

bool is_response(Errc code) noexcept {
  return is_unusable_http(code) || code == Errc::invalid_json || code == Errc::http_status ||
         code == Errc::invalid_response || code == Errc::too_many_redirects ||
         code == Errc::redirect_refused || code == Errc::token_unavailable;
}

bool holds(Condition condition, Errc code) noexcept {
  switch (condition) {
    case Condition::cancelled:
      return code == Errc::cancelled;
    case Condition::timeout:
      return is_timeout(code);
    case Condition::transport:
      return is_transport(code);
    case Condition::tls:
      return is_tls(code);
    case Condition::overload:
      return code == Errc::queue_full || code == Errc::breaker_open || code == Errc::rate_limited;
    case Condition::configuration:
      return is_configuration(code);
    case Condition::response:
      return is_response(code);
  }
  return false;
}

// Boost's base class has no virtual destructor, and needs none: nobody owns a category.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

class ErrcCategory final : public boost::system::error_category {
 public:
  constexpr ErrcCategory() noexcept : boost::system::error_category(errc_category_id) {}

  const char* name() const noexcept override { return "crmlink"; }
  std::string message(int value) const override {
    return std::string(text_of(static_cast<Errc>(value)));
  }
  /// Lets hosts that know nothing of us ask `code == boost::system::errc::timed_out`.
  error_condition default_error_condition(int value) const noexcept override {
    const auto code = static_cast<Errc>(value);
    if (code == Errc::cancelled) return errc::make_error_condition(errc::operation_canceled);
    if (is_timeout(code)) return errc::make_error_condition(errc::timed_out);
    return {value, *this};
  }
};

class ConditionCategory final : public boost::system::error_category {
 public:
  constexpr ConditionCategory() noexcept : boost::system::error_category(condition_category_id) {}

  const char* name() const noexcept override { return "crmlink.condition"; }
  std::string message(int value) const override {
    return std::string(text_of(static_cast<Condition>(value)));
  }
  bool equivalent(const error_code& code, int condition) const noexcept override {
    return code.category() == crmlink::error_category() &&
           holds(static_cast<Condition>(condition), static_cast<Errc>(code.value()));
  }
};

#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& error_category() noexcept {
  static constexpr ErrcCategory category;
  return category;
}

const boost::system::error_category& condition_category() noexcept {
  static constexpr ConditionCategory category;
  return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
  return {static_cast<int>(code), error_category()};
}

boost::system::error_condition make_error_condition(Condition condition) noexcept {
  return {static_cast<int>(condition), condition_category()};
}

}  // namespace crmlink
