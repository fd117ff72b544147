#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <functional>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

class Response;

/// Takes a reply's body piece by piece as it arrives, in constant memory; see Request::body_sink.
///
/// Called on the client's executor, never twice at once for one request, never inside
/// Transport::async_send, and not after the request's handler has run, which says that the body is
/// whole, or that it isn't. One object serves one request at a time.
class CRMLINK_EXPORT BodySink {
 public:
  /// Takes the word that a part was dealt with.
  using WriteHandler = boost::asio::any_completion_handler<void(Result<>)>;

  virtual ~BodySink();

  /// Learns that a reply of 2xx has begun: `head` has its status and fields, and no body; it goes
  /// when this returns. Called again when the request is sent again, by a ResilientTransport: what
  /// was written before is void, and so is a write that is still due.
  /// A failure fails the request with Errc::body_sink_failed.
  virtual Result<> begin(const Response& head) = 0;

  /// Takes the bytes that follow, transfer coding and content coding undone, and says by `handler`,
  /// on any thread, also inside this call, that it wants more. The client doesn't read on before:
  /// the server has to wait when the sink is slow.
  ///
  /// `part` isn't empty and stays valid until the handler has been called or destroyed, even when
  /// the request has ended meanwhile: that it was cancelled or timed out isn't told to the sink. An
  /// Error fails the request with Errc::body_sink_failed and its detail(), which must hold no
  /// secret and no caller's data; so does a handler that is destroyed without having been called.
  virtual void write(std::string_view part, WriteHandler handler) = 0;

 protected:
  BodySink() = default;
  BodySink(const BodySink&) = default;
  BodySink& operator=(const BodySink&) = default;
};

/// A sink that hands each part to a function.
class CRMLINK_EXPORT FunctionSink final : public BodySink {
 public:
  /// Takes a part.
  using Write = std::function<Result<>(std::string_view part)>;
  /// Learns that a reply has begun; see BodySink::begin.
  using Begin = std::function<Result<>(const Response& head)>;

  /// Without `begin` a request isn't answered twice: when a second reply begins after a part was
  /// written, the request fails.
  explicit FunctionSink(Write write, Begin begin = nullptr);

  Result<> begin(const Response& head) override;
  void write(std::string_view part, WriteHandler handler) override;

 private:
  Write write_;
  Begin begin_;
  bool written_ = false;  ///< Whether anything was.
};

}  // namespace crmlink::http
