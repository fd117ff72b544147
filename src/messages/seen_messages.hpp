#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

#include "messages/message_digest.hpp"

namespace crmlink {

/// Remembers the messages of a window's pages, to know those that a server sends again. Forgets the
/// oldest: memory is bounded.
class SeenMessages {
 public:
  explicit SeenMessages(std::size_t most) : most_(most) {}

  /// Returns whether a message came on another page than `page`.
  bool came_before(const MessageDigest& message, std::uint64_t page) const;
  void add(const MessageDigest& message, std::uint64_t page);
  void clear();

 private:
  std::size_t most_;
  std::unordered_map<MessageDigest, std::uint64_t, HashOfMessageDigest> pages_;
  std::deque<MessageDigest> order_;
};

}  // namespace crmlink
