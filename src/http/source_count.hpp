#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// Counts what a source gives, and holds it to what it announced: inside a larger body one that
/// gives too little could be made up for by another that gives too much.
class SourceCount {
 public:
  /// Begins to count for a source that announces that size; std::nullopt: any size will do.
  explicit SourceCount(std::optional<std::uint64_t> announced = std::nullopt) noexcept;

  /// Takes note of an answer to a pull; zero: the source has ended. Fails with
  /// Errc::body_source_failed when that isn't what it announced, or more than `room` holds.
  Result<> add(std::size_t size, std::size_t room);
  /// Returns how much it has given.
  std::uint64_t given() const noexcept { return given_; }

 private:
  std::optional<std::uint64_t> announced_;
  std::uint64_t given_ = 0;
};

}  // namespace crmlink::http
