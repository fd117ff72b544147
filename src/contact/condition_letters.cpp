#include "contact/condition_letters.hpp"

#include <algorithm>
#include <iterator>

#include "contact/condition_text.hpp"
#include "contact/letter_case_tables.hpp"
#include "contact/letter_kind_tables.hpp"
#include "text/names.hpp"

namespace crmlink::condition {
namespace {

constexpr char32_t capital_sigma = 0x3A3;
constexpr char32_t final_sigma = 0x3C2;
constexpr char32_t capital_i_with_dot = 0x130;

/// Returns the entry that holds `code`, or the end.
template <class Entry, std::size_t Size>
const Entry* find(const Entry (&table)[Size], char32_t code) noexcept {
  const auto* const found = std::partition_point(
      std::begin(table), std::end(table), [code](const Entry& entry) { return entry.last < code; });
  return found != std::end(table) && found->first <= code ? found : std::end(table);
}

template <std::size_t Size>
bool holds(const tables::Span (&table)[Size], char32_t code) noexcept {
  return find(table, code) != std::end(table);
}

template <std::size_t Size>
char32_t map(const tables::Mapping (&table)[Size], char32_t code) noexcept {
  const auto* const found = find(table, code);
  if (found == std::end(table) || (code - found->first) % found->step != 0) return code;
  return static_cast<char32_t>(static_cast<std::int32_t>(code) + found->delta);
}

/// Returns whether the next one that isn't ignored has a case.
template <class Iterator>
bool is_cased(Iterator next, Iterator end) noexcept {
  next =
      std::find_if(next, end, [](char32_t code) { return !holds(tables::case_ignorable, code); });
  return next != end && holds(tables::cased, *next);
}

/// Returns whether the sigma at `at` ends a word.
bool is_final(const std::u32string& codes, std::size_t at) noexcept {
  const auto place = codes.begin() + static_cast<std::ptrdiff_t>(at);
  return is_cased(std::make_reverse_iterator(place), codes.rend()) &&
         !is_cased(place + 1, codes.end());
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

std::string in_ascii(std::string_view text, char (*change)(char)) {
  std::string changed(text);
  std::transform(changed.begin(), changed.end(), changed.begin(), change);
  return changed;
}

}  // namespace

std::string lower(std::string_view text) {
  if (is_ascii(text)) return in_ascii(text, [](char c) { return text::to_lower(c); });
  const auto codes = decode(text);
  std::string lowered;
  for (std::size_t at = 0; at < codes.size(); ++at) {
    const auto code = codes[at];
    if (code == capital_i_with_dot)
      lowered += "i\xCC\x87";
    else if (code == capital_sigma && is_final(codes, at))
      append_utf8(final_sigma, lowered);
    else
      append_utf8(map(tables::lower, code), lowered);
  }
  return lowered;
}

std::string upper(std::string_view text) {
  if (is_ascii(text)) return in_ascii(text, [](char c) { return text::to_upper(c); });
  std::string raised;
  for (const auto code : decode(text)) {
    const auto* const several = std::lower_bound(
        std::begin(tables::upper_expansions), std::end(tables::upper_expansions), code,
        [](const tables::Expansion& each, char32_t wanted) { return each.from < wanted; });
    if (several != std::end(tables::upper_expansions) && several->from == code)
      raised += encode(several->to);
    else
      append_utf8(map(tables::upper, code), raised);
  }
  return raised;
}

std::optional<char> digit_of(char32_t code) noexcept {
  const auto* const next =
      std::upper_bound(std::begin(tables::digit_zeros), std::end(tables::digit_zeros), code);
  if (next == std::begin(tables::digit_zeros)) return std::nullopt;
  const auto digit = code - *std::prev(next);
  return digit < 10 ? std::optional(static_cast<char>('0' + digit)) : std::nullopt;
}

bool is_printable(char32_t code) noexcept {
  return !holds(tables::hidden, code);
}

}  // namespace crmlink::condition
