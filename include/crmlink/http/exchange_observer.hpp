#pragma once

#include <string_view>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/trace_context.hpp"

namespace crmlink::http {

/// How one request of a Client ended. Neither secrets nor callers' data; valid during the call
/// only.
struct ExchangeReport {
  ExchangeReport(std::string_view to_origin, Method with_method, const Diagnostics& how,
                 const TraceContext& in_trace)
      : origin(to_origin), method(with_method), diagnostics(how), trace(in_trace) {}

  std::string_view origin;  ///< Where it went: `https://crm.example:443`, without path and query.
  Method method;
  int status = 0;                  ///< The reply's; zero when none came whole.
  Error error;                     ///< Why none came; "none" when one did.
  const Diagnostics& diagnostics;  ///< Time per phase, attempts, peer, ….
  const TraceContext& trace;       ///< The request's; empty when it had none.
};

/// Hears of each request of a Client as it ends: for a span, a log or metrics of one's own.
class CRMLINK_EXPORT ExchangeObserver {
 public:
  virtual ~ExchangeObserver();

  /// Called once for each request that was started, just before its handler, failed and cancelled
  /// ones included; each redirect that is followed is a request of its own. Runs on the client's
  /// executor, outside of every lock: it may use the client. With several threads on that executor
  /// several calls may run at once. Blocking in it holds up what the executor has to do.
  virtual void on_exchange(const ExchangeReport& report) noexcept = 0;

 protected:
  ExchangeObserver() = default;
  ExchangeObserver(const ExchangeObserver&) = default;
  ExchangeObserver& operator=(const ExchangeObserver&) = default;
};

}  // namespace crmlink::http
