#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crmlink::testing {

/// What makes a value private.
enum class PrivateKind : std::uint8_t {
  phone,  ///< A phone number.
  email,  ///< An e-mail address.
  value,  ///< It stands in a private field.
  token,  ///< Stands for a private value already.
};

/// A private part of a text.
struct PrivateSpan {
  std::size_t begin;
  std::size_t end;
  PrivateKind kind;
};

/// The digits of the shortest and the longest phone number.
inline constexpr std::size_t least_phone_digits = 7;
inline constexpr std::size_t most_phone_digits = 19;

/// Returns the first private part at or behind `from`.
std::optional<PrivateSpan> find_private(std::string_view text, std::size_t from = 0);

/// Returns what two spellings of one value have in common: the digits of a phone number.
std::string normalized(PrivateKind kind, std::string_view text);

}  // namespace crmlink::testing
