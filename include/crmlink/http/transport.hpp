#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <chrono>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Sends requests. The domains are written against this, tests put testing::FakeTransport here, a
/// host its own.
class CRMLINK_EXPORT Transport {
 public:
  using Deadline = std::chrono::steady_clock::time_point;  ///< Absolute, on the steady clock.
  using SendHandler = boost::asio::any_completion_handler<void(Result<Response>)>;

  virtual ~Transport();

  /// Sends `request` and reads the reply, all of it before `deadline`.
  ///
  /// The deadline covers everything from now to the last byte: waiting for a connection, DNS,
  /// connecting, TLS, sending, receiving, a replay. A deadline in the past fails without sending.
  /// The request is moved or copied.
  ///
  /// Handler: `void(Result<Response>)`; a reply of any status is a Response, an Error means that
  /// none came whole. Runs on its associated executor, or else on the transport's, exactly once,
  /// never inside this call. Cancellation: terminal, per operation; the Error is Errc::cancelled,
  /// its delivery() says whether the server may have acted. Errors: any of Condition::transport,
  /// ::cancelled, ::overload, and Errc::invalid_request, ::secret_unavailable,
  /// ::body_source_failed, ::body_sink_failed. When a time-out or a cancellation is reported, the
  /// connection that carried the request is closed already.
  template <
      boost::asio::completion_token_for<void(Result<Response>)> Token = boost::asio::deferred_t>
  auto async_send(Request request, Deadline deadline, Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(Result<Response>)>(
        [](auto handler, Transport* self, Request moved, Deadline at) {
          self->start_send(std::move(moved), at, std::move(handler));
        },
        token, this, std::move(request), deadline);
  }

  /// Gets ready for requests to `url`, so that the first one finds nothing to load: a Client reads
  /// the trusted roots here. Call it where blocking for some 100 ms is fine; DataDipProfile does
  /// when it is made. Does nothing by default.
  virtual void prepare(const Url& url);

 protected:
  Transport() = default;
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;

  /// Starts an exchange; see async_send.
  virtual void start_send(Request request, Deadline deadline, SendHandler handler) = 0;
};

}  // namespace crmlink::http
