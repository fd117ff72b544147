#pragma once

#include <optional>
#include <string>
#include <string_view>

// What Python knows of code points, by tables of our own: neither a process's locale nor another
// library's version changes what a condition means.
namespace crmlink::condition {

/// str.lower: small letters, and a final sigma where Python has one.
std::string lower(std::string_view text);
/// str.upper: capital letters, several of them for some (`ß`, ligatures).
std::string upper(std::string_view text);

/// Returns the digit in ASCII that a digit of any script stands for; std::nullopt: it is none.
std::optional<char> digit_of(char32_t code) noexcept;
/// Returns whether repr() writes it as it is; what isn't assigned is, too.
bool is_printable(char32_t code) noexcept;

}  // namespace crmlink::condition
