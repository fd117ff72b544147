#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/strand.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/body_source.hpp"
#include "crmlink/http/message.hpp"
#include "http/response_parser.hpp"
#include "http/serial.hpp"
#include "http/source_framer.hpp"

namespace crmlink::http {

/// Brings the turns of one request to the host's source and sink, and their answers back.
///
/// What is asked for inside the Serial is done on a strand outside of it, and the request's end
/// goes through the same strand: so the host's code runs under no lock, one call at a time, and not
/// after the request's handler. An answer counts when the attempt that it was asked for is still
/// under way. All members are called inside the Serial.
class BodyTransfer : public std::enable_shared_from_this<BodyTransfer> {
 public:
  /// Who sends and reads; the calls come inside the Serial, never inside a member's call.
  class User {
   public:
    /// More of the body is there, or an error.
    virtual void on_source(Result<std::string_view> bytes) = 0;
    /// The sink wants more.
    virtual void on_sink(Result<> done) = 0;

   protected:
    ~User() = default;
  };

  /// Takes source and sink out of `request`. Asks the source for its size: call it outside of the
  /// Serial.
  BodyTransfer(Request& request, const boost::asio::any_io_executor& executor,
               std::shared_ptr<Serial> serial);
  BodyTransfer(const BodyTransfer&) = delete;
  BodyTransfer& operator=(const BodyTransfer&) = delete;

  bool has_source() const noexcept { return source_ != nullptr; }
  bool has_sink() const noexcept { return sink_ != nullptr; }
  std::optional<std::uint64_t> size() const noexcept { return size_; }
  /// Whether the source can begin again.
  bool can_repeat() const noexcept { return can_repeat_; }
  /// Whether a body follows the head.
  bool has_body() const noexcept { return source_ != nullptr && size_ != std::uint64_t{0}; }

  /// Begins an attempt.
  void attach(User& user);
  /// Ends it: whatever is still due counts for nothing.
  void detach() noexcept;
  /// Asks the source for more, or its end; on_source() brings it. What it brought last is sent.
  void pull();
  /// Whether nothing follows what on_source() brought last.
  bool source_ended() const noexcept { return framer_->ended(); }
  /// Tells the source that all of it is sent.
  void report_end();
  /// Tells the sink of the reply's head; on_sink() follows.
  void begin_sink(Response head);
  /// Gives the sink what `parser` has of the body; on_sink() follows. Returns false when it has
  /// nothing.
  bool write_part(ResponseParser& parser);
  /// Says, for an error, whom the request waits for when that is the host; empty: for the server.
  std::string_view awaited_host() const noexcept;
  /// Completes the request, behind whatever has the turn.
  void finish(Finished finished);

 private:
  class PullAnswer;
  class WriteAnswer;
  template <class Turn>
  void post(Turn turn);
  template <class Handle>
  void answer(std::uint64_t ticket, Handle handle);
  bool is_current(std::uint64_t ticket);

  void run_pull(std::uint64_t ticket);
  void run_begin(const Response& head, std::uint64_t ticket);
  void run_write(std::shared_ptr<const std::string> part, std::uint64_t ticket);
  void post_pull();
  void on_pulled(const Result<std::size_t>& pulled);
  void on_sink_done(Result<> done);

  std::shared_ptr<Serial> serial_;
  boost::asio::strand<boost::asio::any_io_executor> strand_;
  std::shared_ptr<BodySource> source_;
  std::shared_ptr<BodySink> sink_;
  std::optional<std::uint64_t> size_;
  bool can_repeat_ = true;

  User* user_ = nullptr;
  std::uint64_t ticket_ = 0;  ///< Tells one attempt from the next.
  std::optional<SourceFramer> framer_;
  bool source_due_ = false;            ///< Whether an answer of the source is.
  bool sink_due_ = false;              ///< Whether one of the sink is.
  bool begun_ = false;                 ///< Whether the source was told to begin this attempt.
  std::shared_ptr<std::string> part_;  ///< What the sink has, or is to get.
};

}  // namespace crmlink::http
