#include "crmlink/text/phone_numbers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/names.hpp"

namespace crmlink {
namespace {

using text::is_digit;

constexpr std::size_t longest = 250;  // Of anything that might be a number.

constexpr std::array<std::pair<PhoneFormat, std::string_view>, 5> names = {{
    {PhoneFormat::automatic, "automatic"},
    {PhoneFormat::e164, "e164"},
    {PhoneFormat::us_local, "us_local"},
    {PhoneFormat::us_local_standard, "us_local_standard"},
    {PhoneFormat::international, "international"},
}};

bool may_be_in_number(char c) {
  return is_digit(c) || std::string_view("+ -./()").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Returns the text that may be a number, or nothing.
std::string_view plain_number(std::string_view text) {
  text = text::trim(text);
  if (text.size() > 4 && text::same_name(text.substr(0, 4), "tel:")) text.remove_prefix(4);
  if (text.size() > longest || !std::all_of(text.begin(), text.end(), may_be_in_number)) return {};
  return text;
}

std::string join(const std::vector<std::string>& groups, std::string_view before_each) {
  std::string joined;
  for (const auto& group : groups)
    joined.append(before_each).append(group);
  return joined;
}

std::string to_e164(const PhoneParts& parts) {
  return "+" + parts.country + join(parts.groups, "");
}

/// Returns the ten digits of a number of +1, or nothing.
std::string us_digits(const PhoneParts& parts) {
  auto digits = join(parts.groups, "");
  if (parts.country != "1" || digits.size() != 10) return {};
  return digits;
}

std::string to_us_standard(const std::string& digits) {
  return "(" + digits.substr(0, 3) + ") " + digits.substr(3, 3) + "-" + digits.substr(6);
}

std::string write_us(const PhoneParts& parts, PhoneFormat format) {
  auto digits = us_digits(parts);
  if (digits.empty()) return to_e164(parts);
  return format == PhoneFormat::us_local ? digits : to_us_standard(digits);
}

std::string write_grouped(const PhoneParts& parts, bool pattern) {
  if (parts.country.empty()) return to_e164(parts);
  if (pattern) return join(parts.groups, "*");
  return "+" + parts.country + join(parts.groups, " ");
}

std::string write(const PhoneParts& parts, PhoneFormat format, PhoneUse use) {
  switch (format) {
    case PhoneFormat::us_local:
    case PhoneFormat::us_local_standard:
      return write_us(parts, format);
    case PhoneFormat::automatic:
      return write_grouped(parts, use == PhoneUse::search);
    case PhoneFormat::international:
      return write_grouped(parts, false);
    case PhoneFormat::e164:
      break;
  }
  return to_e164(parts);
}

bool contains_name(std::string_view text, std::string_view name) {
  for (std::size_t i = 0; i + name.size() <= text.size(); ++i)
    if (text::same_name(text.substr(i, name.size()), name)) return true;
  return false;
}

/// Returns whether a text that isn't a number stands for one party: an extension, a SIP URI. RFC
/// 3323 §4.1.1.3 has sip:anonymous@anonymous.invalid for those who don't say.
bool names_somebody(std::string_view text) {
  if (contains_name(text, "anonymous") || contains_name(text, ".invalid")) return false;
  return std::any_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '@'; });
}

}  // namespace

std::string_view to_string(PhoneFormat format) noexcept {
  for (const auto& [value, name] : names)
    if (value == format) return name;
  return {};
}

std::optional<PhoneFormat> parse_phone_format(std::string_view name) noexcept {
  for (const auto& [value, own] : names)
    if (text::same_name(own, name)) return value;
  return std::nullopt;
}

PhoneNumbers::~PhoneNumbers() = default;

std::optional<PhoneParts> PhoneNumbers::read_plain(std::string_view number) const {
  const auto plain = plain_number(number);
  if (plain.empty()) return std::nullopt;
  return read(plain);
}

std::string PhoneNumbers::format(std::string_view number, PhoneFormat format, PhoneUse use) const {
  const auto parts = read_plain(number);
  return parts ? write(*parts, format, use) : std::string(number);
}

bool PhoneNumbers::same_number(std::string_view a, std::string_view b) const {
  const auto first = read_plain(a);
  const auto second = read_plain(b);
  if (first && second) return to_e164(*first) == to_e164(*second);
  if (first || second) return false;
  a = text::trim(a);
  return text::same_name(a, text::trim(b)) && names_somebody(a);
}

}  // namespace crmlink
