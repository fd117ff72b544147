#pragma once

#include <memory>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/body_transfer.hpp"
#include "http/connection.hpp"
#include "http/deadline_queue.hpp"
#include "http/phase_timer.hpp"
#include "http/read_batch.hpp"
#include "http/response_parser.hpp"

namespace crmlink::http {

/// What goes over the wire.
struct Wire {
  Wire(std::string_view all, std::size_t held_back_size, std::chrono::milliseconds hold)
      : bytes(all), held_back(held_back_size), hold_limit(hold) {}

  std::string_view bytes;  ///< Must stay valid until the end of the exchange.
  /// How many bytes at the end, the body, are sent only when the server says `100 Continue`, or
  /// after a while. Zero: everything goes at once.
  std::size_t held_back;
  std::chrono::milliseconds hold_limit;  ///< That while.
  /// The host's source and sink, if any; must stay until the end of the exchange.
  BodyTransfer* transfer = nullptr;
  bool holds_source = false;  ///< Whether the source's body is held back.
};

/// One request and its reply on one connection. Whatever the socket doesn't take at once is sent
/// while the reply is awaited: a server may refuse a request before it has all of it.
///
/// Lives inside the client's Serial, in an operation that starts it any number of times, one after
/// the other. Calls its user exactly once for each, unless it is aborted.
class Exchange final : private Stream::User,
                       private BodyTransfer::User,
                       private ReadBatch::Reader,
                       private DeadlineQueue::Hook {
 public:
  /// Who started it.
  class User {
   public:
    virtual void on_exchanged(Result<Response> result) = 0;

   protected:
    ~User() = default;
  };

  Exchange(BufferShelf& shelf, ReadBatch& batch, DeadlineQueue& deadlines, User& user)
      : shelf_(shelf), batch_(batch), deadlines_(deadlines), user_(user) {}

  /// Sends `wire` and reads the reply. The user may be called inside.
  void start(std::shared_ptr<Connection> connection, const Wire& wire, Method method,
             ResponseLimits limits);
  bool is_under_way() const noexcept { return connection_ != nullptr; }
  /// Closes the connection and lets go of it; the user won't be called.
  void abort();
  /// Returns the connection when another request may use it, and else closes it and returns null.
  /// Call it once, when the user has been called.
  std::shared_ptr<Connection> release_connection();

  Phase phase() const noexcept { return timer_.phase(); }
  PhaseTimes times() const noexcept { return timer_.times(); }
  Delivery delivery() const noexcept;
  /// The reply's status; zero before its head is there.
  int http_status() const;
  /// Whether the reply's content coding was undone.
  bool decoded() const { return buffers().parser.decodes(); }
  /// Whether anything at all came back.
  bool heard_back() const noexcept { return heard_back_; }

 private:
  void start_transfer(bool holds_source);
  void send(std::string_view bytes);
  void on_written(Result<> sent) override;
  void continue_body();
  void on_source(Result<std::string_view> bytes) override;
  void hold_back();
  void on_deadline() override;
  void send_held_back();
  void on_read(Result<std::size_t> read) override;
  void on_handshake(Result<>) override {}
  void read_now() override;
  void on_end_of_stream();
  void parse_buffered();
  void parse_for_sink();
  void on_sink(Result<> done) override;
  void after_parsing();
  bool drop_parsed(const Result<std::size_t>& consumed);
  bool has_sent_all() const noexcept { return !sending_ && rest_ == Rest::none && !send_failure_; }
  void finish(Result<Response> result);
  ExchangeBuffers& buffers() const noexcept { return connection_->buffers(); }

  /// What is to follow when what was given to the socket is sent.
  enum class Rest : std::uint8_t {
    none,
    held_back,    ///< The body, when the server wants it.
    source,       ///< What the source gives.
    source_ends,  ///< The word to the source that it has all been sent.
  };

  BufferShelf& shelf_;
  ReadBatch& batch_;
  DeadlineQueue& deadlines_;
  User& user_;
  std::shared_ptr<Connection> connection_;
  std::size_t buffered_ = 0;  ///< How much of the input has been received and not been parsed.
  std::string_view held_back_;
  std::chrono::milliseconds hold_limit_{};
  Error send_failure_;  ///< Of a connection that the server closed; its reply may be there all the
                        ///< same.
  BodyTransfer* transfer_ = nullptr;
  PhaseTimer timer_;
  Rest rest_ = Rest::none;
  bool to_sink_ = false;     ///< Whether a sink waits for the reply's body.
  bool sink_begun_ = false;  ///< Whether it has been told of it.
  bool sending_ = false;
  bool reading_ = false;  ///< Whether a read is under way, or the sink has the turn.
  bool heard_back_ = false;
  bool reusable_ = false;
};

}  // namespace crmlink::http
