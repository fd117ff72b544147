#include "testing/private_text.hpp"

#include <algorithm>
#include <array>

namespace crmlink::testing {
namespace {

constexpr std::size_t token_digits = 12;
constexpr std::array<std::string_view, 3> token_prefixes{"phone-", "email-", "value-"};

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter(char c) noexcept {
  return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_mailbox_char(char c) noexcept {
  return is_letter(c) || is_digit(c) || std::string_view(".!#$%&'*+-/=?^_`{|}~").find(c) < 20;
}

bool is_host_char(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.';
}

/// Returns the length of what the pattern describes (d: a digit, all else itself), zero without.
std::size_t match(std::string_view text, std::string_view pattern) noexcept {
  if (text.size() < pattern.size()) return 0;
  for (std::size_t n = 0; n < pattern.size(); ++n)
    if (pattern[n] == 'd' ? !is_digit(text[n]) : text[n] != pattern[n]) return 0;
  return pattern.size();
}

/// Returns the length of an ISO 8601 date and time, zero where none begins.
std::size_t date_length(std::string_view text) noexcept {
  std::size_t size = match(text, "dddd-dd-dd");
  if (size == 0) return 0;
  const std::size_t time = text.size() > size ? match(text.substr(size + 1), "dd:dd") : 0;
  if (time == 0) return size;
  for (size += 1 + time; size < text.size();)
    if (const auto more = match(text.substr(size), ":dd"))
      size += more;
    else if (text[size] == '.' || text[size] == 'Z' || is_digit(text[size]))
      ++size;
    else
      break;
  return size + match(text.substr(size), "+dd:dd");
}

std::size_t token_length(std::string_view text) noexcept {
  for (const auto prefix : token_prefixes) {
    if (!text.starts_with(prefix) || text.size() < prefix.size() + token_digits) continue;
    const auto digits = text.substr(prefix.size(), token_digits);
    if (digits.find_first_not_of("0123456789abcdef") == std::string_view::npos)
      return prefix.size() + token_digits;
  }
  return 0;
}

/// Returns the length of a phone number, zero where none begins: as many groups of digits as have
/// no more digits than one may have.
std::size_t phone_length(std::string_view text) noexcept {
  std::size_t digits = 0;
  std::size_t end = 0;
  std::size_t at = text.starts_with('+') ? 1 : 0;
  while (at < text.size()) {
    const auto group = std::min(text.find_first_not_of("0123456789", at), text.size());
    digits += group - at;
    if (digits > most_phone_digits) break;
    if (digits >= least_phone_digits) end = group;
    at = std::min(text.find_first_not_of(" -.()/", group), text.size());
    if (at - group > 2 || at == text.size() || !is_digit(text[at])) break;
  }
  return end;
}

/// Returns the e-mail address around the first `@` at or behind `from`.
std::optional<PrivateSpan> find_email(std::string_view text, std::size_t from) {
  for (auto at = text.find('@', from); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > from && is_mailbox_char(text[begin - 1]))
      --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_host_char(text[end]))
      ++end;
    while (end > at + 1 && text[end - 1] == '.')
      --end;
    if (begin < at && end > at + 1) return PrivateSpan{begin, end, PrivateKind::email};
  }
  return std::nullopt;
}

/// Returns the first phone number or token before `limit`.
std::optional<PrivateSpan> find_number(std::string_view text, std::size_t from, std::size_t limit) {
  for (std::size_t at = from; at < limit; ++at) {
    const auto rest = text.substr(at);
    if (const auto size = token_length(rest)) return PrivateSpan{at, at + size, PrivateKind::token};
    const bool begins = is_digit(text[at]) || text[at] == '+';
    if (!begins) continue;
    if (const auto size = date_length(rest)) {
      at += size - 1;
      continue;
    }
    if (const auto size = phone_length(rest)) return PrivateSpan{at, at + size, PrivateKind::phone};
    // The rest of a group of digits is no number of its own.
    while (at + 1 < limit && is_digit(text[at + 1]))
      ++at;
  }
  return std::nullopt;
}

}  // namespace

std::optional<PrivateSpan> find_private(std::string_view text, std::size_t from) {
  const auto email = find_email(text, from);
  const auto number = find_number(text, from, email ? email->begin : text.size());
  return number ? number : email;
}

std::string normalized(PrivateKind kind, std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (kind == PrivateKind::phone && !is_digit(c)) continue;
    result += kind == PrivateKind::email ? lower(c) : c;
  }
  return result;
}

}  // namespace crmlink::testing
