#pragma once

#include <memory>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/connection.hpp"
#include "http/phase_timer.hpp"
#include "http/read_batch.hpp"
#include "http/response_parser.hpp"

namespace crmlink::http {

/// One request and its reply on one connection.
///
/// Lives inside the client's Serial, in an operation that starts it any number of times, one after
/// the other. Calls its user exactly once for each, unless it is aborted.
class Exchange final : private Stream::User, private ReadBatch::Reader {
 public:
  /// Who started it.
  class User {
   public:
    virtual void on_exchanged(Result<Response> result) = 0;

   protected:
    ~User() = default;
  };

  Exchange(BufferShelf& shelf, ReadBatch& batch, User& user)
      : shelf_(shelf), batch_(batch), user_(user) {}

  /// Sends `wire`, which must stay valid until the end, and reads the reply. The user may be called
  /// inside.
  void start(std::shared_ptr<Connection> connection, std::string_view wire, Method method,
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
  void on_written(Result<> sent) override;
  void on_read(Result<std::size_t> read) override;
  void on_handshake(Result<>) override {}
  void read_now() override;
  void on_end_of_stream();
  void parse_buffered();
  void finish(Result<Response> result);
  ExchangeBuffers& buffers() const noexcept { return connection_->buffers(); }

  BufferShelf& shelf_;
  ReadBatch& batch_;
  User& user_;
  std::shared_ptr<Connection> connection_;
  std::size_t buffered_ = 0;  ///< How much of the input has been received and not been parsed.
  PhaseTimer timer_;
  bool heard_back_ = false;
  bool reusable_ = false;
};

}  // namespace crmlink::http
