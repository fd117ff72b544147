#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crmlink/messages/message_export.hpp"
#include "crmlink/messages/message_export_config.hpp"
#include "crmlink/messages/message_query.hpp"
#include "messages/message_digest.hpp"

namespace crmlink {

/// Where an export is: what has been given to the caller, and what comes next. A value; a token is
/// its text.
struct ExportPosition {
  using Time = MessageQuery::Time;

  ExportPosition() = default;
  /// Starts at the beginning of a query; with seconds it is widened to whole ones.
  ExportPosition(const MessageExportConfig& config, MessageQuery what);

  MessageQuery query;
  std::string provider;
  std::chrono::milliseconds window{0};
  std::size_t limit = 0;

  Time window_begin;
  std::uint64_t offset = 0;    ///< Of the page that is read.
  std::uint64_t consumed = 0;  ///< Elements of the page that were dealt with.
  MessageDigest chain;         ///< Of these.
  MessageDigest last;          ///< Of the last element of the window that was dealt with.
  std::uint64_t windows_done = 0;
  std::uint64_t messages = 0;
  std::uint64_t repeats = 0;
  std::uint64_t left_out = 0;
  std::uint64_t longest_page = 0;          ///< Elements of the longest page of at most `limit`.
  bool cuts_pages = false;                 ///< Whether a page of fewer than `limit` had a next one.
  std::vector<MessageDigest> edge_before;  ///< What the last window had at its end.
  std::vector<MessageDigest> edge_now;     ///< What this one has there.

  bool done() const noexcept { return window_begin >= query.to; }
  Time window_end() const noexcept;
  std::size_t windows() const noexcept;
  MessageProgress progress() const noexcept;

  /// Remembers a message if it may come again in the next window: when it is within `unit` of the
  /// end of this one.
  void note_edge(const Message& message, const MessageDigest& digest,
                 std::chrono::milliseconds unit);
  /// Returns whether a message came at the end of the last window.
  bool was_at_edge(const MessageDigest& digest) const noexcept;
  void next_window();
  void next_page();
};

/// Returns the text from which read_token() makes the same position.
std::string write_token(const ExportPosition& position);
/// Fails with Errc::invalid_argument when it isn't a whole token of this version.
Result<ExportPosition> read_token(std::string_view token);

/// Returns whether a text is a customer session's id: x.y or -x.y of letters, digits, `_` and `-`.
bool is_customer_session(std::string_view text) noexcept;

}  // namespace crmlink
