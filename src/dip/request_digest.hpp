#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crmlink {

/// Stands for a rendered request: equal for equal requests of one profile, of no meaning elsewhere.
struct RequestDigest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const RequestDigest&, const RequestDigest&) = default;
};

/// For std::unordered_map: the digest is as good as random already.
struct HashOfDigest {
  std::size_t operator()(const RequestDigest& digest) const noexcept {
    return static_cast<std::size_t>(digest.low);
  }
};

/// Computes digests: SipHash-2-4 with 128 bits, under a key that nobody else knows.
///
/// The key is what makes a wrong hit, which would show a stranger's record, a matter of chance
/// alone (2^-128 for each pair of requests): without it nobody can look for two requests of one
/// digest, nor find a caller's number by trying all of them. Thread-safe.
class RequestDigester {
 public:
  using Key = std::array<std::uint64_t, 2>;

  /// Takes a random key.
  RequestDigester();
  explicit RequestDigester(const Key& key) noexcept : key_(key) {}

  RequestDigest operator()(std::string_view request) const noexcept;

 private:
  Key key_;
};

}  // namespace crmlink
