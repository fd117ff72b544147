#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/connection.hpp"
#include "http/phase_timer.hpp"
#include "http/response_parser.hpp"

namespace crmlink::http {

/// One request and its reply on one connection.
///
/// Lives on the client's strand. Calls its handler exactly once, unless it is aborted.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Handler = std::function<void(Result<Response>)>;

  Exchange(std::unique_ptr<Connection> connection, Method method, ResponseLimits limits)
      : connection_(std::move(connection)), parser_(method, limits) {}

  /// Sends `wire`, which must stay valid until the end, and reads the reply. `guard` owns what the
  /// handler uses; operations hold it.
  void start(std::string_view wire, std::weak_ptr<void> guard, Handler handler);
  /// Closes the connection; the handler won't run.
  void abort();

  /// Returns the connection when another request may use it, and else closes it and returns null.
  /// Call it once, in the handler.
  std::unique_ptr<Connection> release_connection();

  Phase phase() const noexcept { return timer_.phase(); }
  PhaseTimes times() const noexcept { return timer_.times(); }
  Delivery delivery() const noexcept;
  /// The reply's status; zero before its head is there.
  int http_status() const { return parser_.head_done() ? parser_.status() : 0; }
  /// Whether anything at all came back.
  bool heard_back() const noexcept { return heard_back_; }
  const Connection& connection() const noexcept { return *connection_; }

 private:
  void on_sent(Result<> sent);
  void read_more();
  void on_read(Result<std::size_t> read);
  void on_end_of_stream();
  void parse_buffered();
  void finish(Result<Response> result);
  std::shared_ptr<void> make_guard();

  // Grows only for a head that is larger; the parser bounds that while it arrives.
  static constexpr std::size_t first_buffer_size = 16 * 1024;

  std::unique_ptr<Connection> connection_;
  ResponseParser parser_;
  std::weak_ptr<void> guard_;  ///< Weak, since what it owns may own this.
  Handler handler_;
  std::string input_;         ///< Received and not yet parsed, then room to receive.
  std::size_t buffered_ = 0;  ///< How much of input_ has been received.
  PhaseTimer timer_;
  bool heard_back_ = false;
  bool reusable_ = false;
};

}  // namespace crmlink::http
