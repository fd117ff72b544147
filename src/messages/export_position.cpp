#include "messages/export_position.hpp"

#include <algorithm>
#include <utility>

namespace crmlink {
namespace {

// A server whose clock counts seconds may have many messages at an edge; a token must stay small.
constexpr std::size_t most_at_edge = 512;

bool is_id_part(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

}  // namespace

bool is_customer_session(std::string_view text) noexcept {
  constexpr std::size_t longest = 256;
  const auto dot = text.find('.');
  return text.size() <= longest && dot != std::string_view::npos &&
         is_id_part(text.substr(0, dot)) && is_id_part(text.substr(dot + 1));
}

ExportPosition::ExportPosition(const MessageExportConfig& config, MessageQuery what)
    : query(std::move(what)),
      provider(config.provider),
      window(config.window),
      limit(config.limit) {
  if (config.epoch_unit == EpochUnit::seconds) {
    query.from = std::chrono::floor<std::chrono::seconds>(query.from);
    query.to = std::chrono::ceil<std::chrono::seconds>(query.to);
    window = std::chrono::floor<std::chrono::seconds>(window);
  }
  window_begin = query.from;
}

ExportPosition::Time ExportPosition::window_end() const noexcept {
  return std::min(window_begin + window, query.to);
}

std::size_t ExportPosition::windows() const noexcept {
  const auto whole = (query.to - query.from + window - std::chrono::milliseconds(1)) / window;
  return static_cast<std::size_t>(whole);
}

MessageProgress ExportPosition::progress() const noexcept {
  return {.windows_done = windows_done,
          .windows = windows(),
          .reached = std::min(window_begin, query.to),
          .messages = messages,
          .repeats = repeats,
          .left_out = left_out};
}

void ExportPosition::note_edge(const Message& message, const MessageDigest& digest,
                               std::chrono::milliseconds unit) {
  const auto edge = window_end();
  if (!message.ts || edge == query.to || edge_now.size() == most_at_edge) return;
  const auto at = edge.time_since_epoch().count();
  if (*message.ts >= at - unit.count() && *message.ts <= at + unit.count())
    edge_now.push_back(digest);
}

bool ExportPosition::was_at_edge(const MessageDigest& digest) const noexcept {
  return std::find(edge_before.begin(), edge_before.end(), digest) != edge_before.end();
}

void ExportPosition::next_window() {
  window_begin = window_end();
  ++windows_done;
  offset = consumed = 0;
  chain = last = {};
  edge_before = std::exchange(edge_now, {});
}

void ExportPosition::next_page() {
  offset += std::exchange(consumed, 0);
  chain = {};
}

}  // namespace crmlink
