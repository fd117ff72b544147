#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// Frames a body that a source gives piece by piece, without I/O.
///
/// With a known size the end is asked for before the last piece goes out: a server never gets a
/// whole body from a source that gives more than it announced.
class SourceFramer {
 public:
  /// What a source fills at a time.
  static constexpr std::size_t piece_size = 64 * 1024;

  /// What is to be done with a source's answer.
  enum class Next : std::uint8_t {
    pull,  ///< Ask it again, before anything is sent.
    send,  ///< Send bytes().
  };

  /// `size`: what is announced; std::nullopt: the body goes in chunks.
  explicit SourceFramer(std::optional<std::uint64_t> size);

  /// Returns where the next bytes belong.
  std::span<char> room() noexcept;
  /// Takes note that the source has filled so many bytes of room(); zero: that it has ended. Fails
  /// with Errc::body_source_failed when that isn't what it announced.
  Result<Next> on_pulled(std::size_t size);
  /// Returns what goes over the wire now; may be empty at the end. Valid until on_pulled().
  std::string_view bytes() const noexcept { return bytes_; }
  /// Says that bytes() were sent.
  void on_sent() noexcept;

  /// Whether nothing follows bytes().
  bool ended() const noexcept { return ended_; }
  /// How much of the body itself was sent.
  std::uint64_t sent() const noexcept { return sent_; }
  /// The buffer, for whoever has a room of it in his hands.
  std::shared_ptr<const void> buffer() const noexcept { return buffer_; }

 private:
  Result<Next> on_sized(std::size_t size);
  Next on_chunk(std::size_t size);
  char* data() const noexcept;

  std::shared_ptr<std::string> buffer_;
  std::optional<std::uint64_t> left_;  ///< Of the announced size, what the source hasn't given.
  std::size_t held_ = 0;               ///< Filled, and not part of bytes() yet or not sent.
  std::string_view bytes_;
  std::uint64_t sent_ = 0;
  bool ended_ = false;
};

}  // namespace crmlink::http
