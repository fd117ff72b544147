#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/http/body_source.hpp"

namespace crmlink::test {

/// Returns a source's answer to a pull that is answered at once.
inline Result<std::size_t> pull(http::BodySource& body, std::span<char> room) {
  Result<std::size_t> answer = Errc::invalid_argument;
  body.pull(room, [&](Result<std::size_t> pulled) { answer = std::move(pulled); });
  return answer;
}

/// Reads a source from its beginning in rooms of that size.
inline Result<std::string> read_all(http::BodySource& body, std::size_t room_size = 7) {
  std::string text;
  if (const auto begun = body.begin(); !begun) return begun.error();
  while (true) {
    std::vector<char> room(room_size);
    const auto size = pull(body, room);
    if (!size) return size.error();
    if (*size == 0) break;
    text.append(room.data(), *size);
  }
  return text;
}

/// A source of a text that counts what is done with it; each field may be changed.
class TextSource : public http::BodySource {
 public:
  explicit TextSource(std::string content) : text(std::move(content)), announced(text.size()) {}

  std::optional<std::uint64_t> size() const override { return announced; }
  bool can_repeat() const noexcept override { return repeatable; }
  Result<> begin() override {
    ++begins;
    place = 0;
    if (!lost) return {};
    ErrorInfo info(Errc::invalid_argument);
    info.detail = "the tape is gone";
    return Error(std::move(info));
  }
  void pull(std::span<char> room, PullHandler handler) override {
    const std::size_t size = text.copy(room.data(), std::min(room.size(), most), place);
    place += size;
    if (!waits) return std::move(handler)(size);
    waiting.emplace(std::move(handler));
    waiting_size = size;
  }
  void on_sent(std::uint64_t bytes) override { sent.push_back(bytes); }
  /// Answers the pull that it hasn't answered.
  void answer() { std::move (*std::exchange(waiting, std::nullopt))(waiting_size); }

  std::string text;
  std::optional<std::uint64_t> announced;
  std::size_t most = SIZE_MAX;  ///< How much it gives at a time.
  bool repeatable = true;
  bool lost = false;
  bool waits = false;
  int begins = 0;
  std::size_t place = 0;
  std::vector<std::uint64_t> sent;
  std::optional<PullHandler> waiting;
  std::size_t waiting_size = 0;
};

}  // namespace crmlink::test
