#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/strand.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/completion.hpp"
#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/messages/message_export.hpp"
#include "messages/export_position.hpp"
#include "messages/reply_splitter.hpp"
#include "messages/seen_messages.hpp"

namespace crmlink {

/// An export under way. All but what says otherwise runs on its strand.
///
/// A reply is read only while somebody pulls: what its sink was given stays unread until then, and
/// the server waits.
class ExportRun : public std::enable_shared_from_this<ExportRun> {
 public:
  using Handler = MessageExport::Handler;
  using WriteHandler = http::BodySink::WriteHandler;

  ExportRun(MessageExportConfig config, std::shared_ptr<http::Transport> transport,
            MessageExportServices services, ExportPosition position);
  ExportRun(const ExportRun&) = delete;
  ExportRun& operator=(const ExportRun&) = delete;

  const MessageQuery& query() const noexcept { return query_; }
  const MessageProgress& progress_at_start() const noexcept { return progress_at_start_; }

  /// Starts a pull; from any thread.
  void start_next(std::size_t most, Handler handler);
  /// Cancels what is under way; from any thread.
  void close();
  /// Says that the reply to a request begins; from any thread.
  void begin_reply(std::uint64_t request);
  /// Takes a part of it; from any thread.
  void add_part(std::uint64_t request, std::string_view part, WriteHandler handler);

 private:
  using Pull = Completion<Result<MessageBatch>>;
  class Sink;

  void begin_pull(std::size_t most, Pull pull);
  void cancel();
  void pump();
  void send();
  void read_part();
  void expect_overlap();
  Result<> take(std::string_view element);
  Result<> take(std::optional<Message> message, const MessageDigest& digest);
  Result<> check_overlap(const MessageDigest& digest);
  Result<> pass_over(const MessageDigest& digest);
  void keep(Message message, const MessageDigest& digest);
  void stop_reply(Error why);
  void ask_for_more(Result<> so_far);
  void end_reply(std::uint64_t request, const Result<http::Response>& response);
  Error verdict(const Result<http::Response>& response) const;
  Error wrong_status(int status, std::string_view server_text) const;
  Error changed() const;
  void end_page();
  std::uint64_t received() const noexcept;
  bool is_last_page() const noexcept;
  void learn_of_limit();
  void deliver();
  void fail(const Error& error);
  void end_pull(Result<MessageBatch> result);
  void go_back();
  void warn(std::string_view what);

  const MessageExportConfig config_;
  const std::shared_ptr<http::Transport> transport_;
  const MessageExportServices services_;
  const MessageQuery query_;
  const boost::asio::strand<boost::asio::any_io_executor> strand_;

  ExportPosition position_;   ///< What was read.
  ExportPosition delivered_;  ///< What the caller has.
  const MessageProgress progress_at_start_ = position_.progress();
  SeenMessages seen_;
  std::vector<MessageDigest> unseen_;  ///< To be remembered when the batch is delivered.

  std::optional<Pull> pull_;
  std::size_t most_ = 1;
  MessageBatch batch_;

  std::uint64_t request_ = 0;  ///< Numbers requests; each is a page to `seen_`.
  bool under_way_ = false;
  std::shared_ptr<Sink> sink_;
  ReplySplitter splitter_;
  // Not assigned but replaced: assigning an any_completion_handler of Boost 1.81 never ends.
  std::optional<WriteHandler> more_;      ///< Asks for the next part.
  bool goes_on_ = false;                  ///< Whether the last page has just ended.
  MessageDigest page_before_;             ///< Of the window; of nothing when there was none.
  bool asked_beyond_ = false;             ///< Whether the page before had fewer than `limit`.
  std::optional<MessageDigest> overlap_;  ///< What the reply begins with, given before.
  bool overlap_due_ = false;              ///< Whether it is still to come.
  std::uint64_t to_pass_over_ = 0;        ///< Elements that the caller has already.
  MessageDigest passed_;                  ///< Of those that were passed over.
  std::uint64_t fresh_ = 0;               ///< Elements of the page that no other page had.
  Error stopped_;                         ///< Why the reply was not read on.
  std::string where_;                     ///< The request, for errors.
  std::shared_ptr<boost::asio::cancellation_signal> signal_;  ///< Of the request.
};

}  // namespace crmlink
