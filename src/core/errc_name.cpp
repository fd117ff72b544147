#include "crmlink/core/error.hpp"

namespace crmlink {

std::string_view to_string(Errc code) noexcept {
  switch (code) {
    case Errc::cancelled:
      return "cancelled";
    case Errc::queue_timeout:
      return "queue_timeout";
    case Errc::resolve_timeout:
      return "resolve_timeout";
    case Errc::connect_timeout:
      return "connect_timeout";
    case Errc::tls_timeout:
      return "tls_timeout";
    case Errc::send_timeout:
      return "send_timeout";
    case Errc::wait_timeout:
      return "wait_timeout";
    case Errc::receive_timeout:
      return "receive_timeout";
    case Errc::queue_full:
      return "queue_full";
    case Errc::resolve_failed:
      return "resolve_failed";
    case Errc::host_not_found:
      return "host_not_found";
    case Errc::connect_failed:
      return "connect_failed";
    case Errc::tls_failed:
      return "tls_failed";
    case Errc::certificate_rejected:
      return "certificate_rejected";
    case Errc::send_failed:
      return "send_failed";
    case Errc::connection_closed:
      return "connection_closed";
    case Errc::connection_reset:
      return "connection_reset";
    case Errc::malformed_response:
      return "malformed_response";
    case Errc::header_too_large:
      return "header_too_large";
    case Errc::body_too_large:
      return "body_too_large";
    case Errc::invalid_request:
      return "invalid_request";
    case Errc::invalid_url:
      return "invalid_url";
    case Errc::invalid_json:
      return "invalid_json";
    case Errc::invalid_template:
      return "invalid_template";
    case Errc::invalid_path:
      return "invalid_path";
    case Errc::invalid_value:
      return "invalid_value";
    case Errc::invalid_configuration:
      return "invalid_configuration";
    case Errc::invalid_argument:
      return "invalid_argument";
    case Errc::secret_unavailable:
      return "secret_unavailable";
    case Errc::http_status:
      return "http_status";
    case Errc::invalid_response:
      return "invalid_response";
    case Errc::breaker_open:
      return "breaker_open";
    case Errc::rate_limited:
      return "rate_limited";
    case Errc::proxy_refused:
      return "proxy_refused";
    case Errc::destination_refused:
      return "destination_refused";
    case Errc::too_many_redirects:
      return "too_many_redirects";
    case Errc::redirect_refused:
      return "redirect_refused";
    case Errc::body_source_failed:
      return "body_source_failed";
    case Errc::body_sink_failed:
      return "body_sink_failed";
    case Errc::token_unavailable:
      return "token_unavailable";
  }
  return "unknown";
}

}  // namespace crmlink
