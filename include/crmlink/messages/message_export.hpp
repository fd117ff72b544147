#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/messages/message.hpp"
#include "crmlink/messages/message_export_config.hpp"
#include "crmlink/messages/message_query.hpp"

namespace crmlink {

/// What an export needs from its host.
struct MessageExportServices {
  /// Takes the executor on which handlers without one of their own run.
  explicit MessageExportServices(boost::asio::any_io_executor on_executor)
      : executor(std::move(on_executor)) {}

  boost::asio::any_io_executor executor;
  std::shared_ptr<Clock> clock;  ///< nullptr: the system's.
  Logger logger;                 ///< Receives what a server does against the rules; silent.
};

/// How far an export is.
struct MessageProgress {
  std::size_t windows_done = 0;
  std::size_t windows = 0;     ///< In all.
  MessageQuery::Time reached;  ///< Where the window begins that is read now.
  std::uint64_t messages = 0;  ///< Given to the caller, since the first start.
  std::uint64_t repeats = 0;   ///< Left out since they had come before.
  std::uint64_t left_out = 0;  ///< Left out: null, or invalid with `skip_invalid`.
};

/// What one pull gives.
struct MessageBatch {
  MessageBatch() = default;

  std::vector<Message> messages;  ///< At most as many as were asked for.
  bool end = false;               ///< Whether these were the last ones.
  /// Where to go on behind this batch, for MessageExport::resume: store it together with the
  /// messages. It holds the query, and digests instead of messages.
  std::string token;
  MessageProgress progress;
};

/// Exports conversations as a stream that the caller pulls, in constant memory.
///
/// A long range is cut into windows, which are asked for in order; a reply is parsed as it arrives,
/// and the server has to wait while nobody pulls. Messages come in the server's order within a
/// window. What comes again at the edge of two windows, or on a later page, is left out; what a
/// reply has twice stays. When a pull fails or is cancelled, the next one goes on where the last
/// batch ended. One pull at a time; thread-safe apart from that. Destroying it cancels the pull.
/// Source: message-export.md.
class CRMLINK_EXPORT MessageExport {
 public:
  using Handler = boost::asio::any_completion_handler<void(Result<MessageBatch>)>;

  /// Prepares an export; touches no network. Fails with Errc::invalid_argument when the range is
  /// empty, beyond the years 1970 to 9999, or the customer session isn't one.
  static Result<MessageExport> open(MessageExportConfig config,
                                    std::shared_ptr<http::Transport> transport,
                                    MessageExportServices services, MessageQuery query);
  /// Prepares one that goes on behind the batch that `token` came with; windows and limit are those
  /// of the token. Fails with Errc::invalid_argument when it isn't a token, was damaged, is of a
  /// later version, or of another provider.
  static Result<MessageExport> resume(MessageExportConfig config,
                                      std::shared_ptr<http::Transport> transport,
                                      MessageExportServices services, std::string_view token);

  MessageExport(MessageExport&&) noexcept;
  MessageExport& operator=(MessageExport&&) noexcept;
  ~MessageExport();

  /// Returns what is exported.
  const MessageQuery& query() const noexcept;
  /// Returns how far the export was when it was opened or resumed. A batch tells how far it is.
  const MessageProgress& progress_at_start() const noexcept;

  /// Gives the next messages: `most` of them, at least one (zero counts as one), fewer where a
  /// reply ends. After the last one batches are empty and MessageBatch::end is true.
  ///
  /// Handler: `void(Result<MessageBatch>)`. Runs on its associated executor, or else on the
  /// services', exactly once, never inside this call. Cancellation: terminal, per operation.
  /// Errors: those of the transport; Errc::http_status for any status but 200;
  /// Errc::invalid_response when the reply isn't a list of messages, a message is too large, pages
  /// repeat so that there is no getting on, or what was given last isn't in its place any more;
  /// Errc::invalid_argument when a pull is under way.
  template <
      boost::asio::completion_token_for<void(Result<MessageBatch>)> Token = boost::asio::deferred_t>
  auto async_next(std::size_t most, Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(Result<MessageBatch>)>(
        [](auto handler, MessageExport* self, std::size_t count) {
          self->start_next(count, std::move(handler));
        },
        token, this, most);
  }

 private:
  explicit MessageExport(std::shared_ptr<class ExportRun> run) noexcept;
  void start_next(std::size_t most, Handler handler);

  std::shared_ptr<class ExportRun> run_;
};

}  // namespace crmlink
