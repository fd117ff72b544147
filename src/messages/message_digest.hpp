#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crmlink/messages/message.hpp"

namespace crmlink {

/// Stands for a message: equal for equal ones, whatever the order of their members.
struct MessageDigest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const MessageDigest&, const MessageDigest&) = default;

  /// Adds a digest to one of a list: the order counts.
  void add(const MessageDigest& next) noexcept;
};

/// For std::unordered_map: the digest is as good as random already.
struct HashOfMessageDigest {
  std::size_t operator()(const MessageDigest& digest) const noexcept {
    return static_cast<std::size_t>(digest.low);
  }
};

/// Returns the digest of what makes a message that message: who said what, when, and where. What
/// was inferred from it may change.
MessageDigest digest_of(const Message& message);

/// Returns the digest of a text: 128 bits of SHA-256, for nobody who writes messages may be able to
/// make two of one digest.
MessageDigest digest_of(std::string_view text);

}  // namespace crmlink
