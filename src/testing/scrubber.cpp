#include "testing/scrubber.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace crmlink::testing {
namespace {

constexpr std::string_view secret_word = "secret";

char lower(char c) noexcept {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& known) { return same_name(known, name); });
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::string decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
                         hex_digit(text[at + 2]) >= 0;
    if (!escaped) {
      result += plus_is_space && text[at] == '+' ? ' ' : text[at];
      continue;
    }
    result += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
    at += 2;
  }
  return result;
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~<>").find(c) != std::string_view::npos)
      result += c;
    else
      result.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return result;
}

/// Calls `piece(text)` for what stands between the separators, and joins what it returns.
template <class Piece>
std::string for_each_piece(std::string_view text, char separator, Piece piece) {
  std::string result;
  while (true) {
    const auto end = text.find(separator);
    result += piece(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    result += separator;
    text.remove_prefix(end + 1);
  }
}

bool looks_like_json(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

bool is_whole_number(std::string_view number) noexcept {
  if (number.starts_with('-')) number.remove_prefix(1);
  return number.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

FieldRule Scrubber::rule_of(std::string_view name) const {
  if (contains(options_.secret_fields, name)) return FieldRule::secret;
  if (contains(options_.private_fields, name)) return FieldRule::whole;
  return contains(options_.kept_fields, name) ? FieldRule::kept : FieldRule::normal;
}

std::string Scrubber::plain(std::string_view text) const {
  std::string result;
  std::size_t done = 0;
  for (auto found = find_private(text); found; found = find_private(text, done)) {
    result += text.substr(done, found->begin - done);
    const auto value = text.substr(found->begin, found->end - found->begin);
    result += replace_({found->kind, value, false});
    done = found->end;
  }
  return result.append(text.substr(done));
}

std::string Scrubber::whole(std::string_view text) const {
  if (text.empty()) return {};
  const auto found = find_private(text);
  const bool all = found && found->begin == 0 && found->end == text.size();
  return replace_({all ? found->kind : PrivateKind::value, text, false});
}

std::string Scrubber::text(std::string_view text) const {
  return looks_like_json(text) ? scrub_json(text, *this) : plain(text);
}

std::string Scrubber::text(std::string_view text, FieldRule rule) const {
  switch (rule) {
    case FieldRule::kept:
      return std::string(text);
    case FieldRule::whole:
      return whole(text);
    case FieldRule::secret:
      return std::string(text.empty() ? text : secret_word);
    default:
      return this->text(text);
  }
}

std::string Scrubber::number(std::string_view number, FieldRule rule) const {
  if (rule == FieldRule::secret) return "0";
  if (rule == FieldRule::whole) return replace_({PrivateKind::value, number, true});
  const auto digits = number.size() - (number.starts_with('-') ? 1 : 0);
  const bool phone = rule == FieldRule::normal && is_whole_number(number) &&
                     digits >= least_phone_digits && digits <= most_phone_digits;
  return phone ? replace_({PrivateKind::phone, number, true}) : std::string(number);
}

std::string Scrubber::pair(std::string_view pair) const {
  const auto equals = pair.find('=');
  const auto name = pair.substr(0, equals);
  const auto rule = equals == std::string_view::npos ? FieldRule::normal : rule_of(name);
  const auto value = equals == std::string_view::npos ? name : pair.substr(equals + 1);
  const auto plain_value = decoded(value, true);
  const auto scrubbed = text(plain_value, rule);
  if (scrubbed == plain_value) return std::string(pair);
  return std::string(pair.substr(0, pair.size() - value.size())) + encoded(scrubbed);
}

std::string Scrubber::pairs(std::string_view query) const {
  return for_each_piece(query, '&', [this](std::string_view one) { return pair(one); });
}

std::string Scrubber::path(std::string_view path) const {
  return for_each_piece(path, '/', [this](std::string_view segment) {
    const auto readable = decoded(segment, false);
    const auto scrubbed = text(readable);
    return scrubbed == readable ? std::string(segment) : encoded(scrubbed);
  });
}

std::string Scrubber::url(std::string_view url) const {
  std::string result;
  if (const auto scheme = url.find("://"); scheme < url.find_first_of("/?")) {
    const auto end = std::min(url.find_first_of("/?", scheme + 3), url.size());
    result = url.substr(0, end);
    url.remove_prefix(end);
  }
  const auto query = url.find('?');
  result += path(url.substr(0, query));
  if (query != std::string_view::npos) result += '?' + pairs(url.substr(query + 1));
  return result;
}

std::string Scrubber::header(std::string_view name, std::string_view value) const {
  if (contains(options_.secret_headers, name)) return std::string(secret_word);
  if (contains(options_.private_headers, name)) return whole(value);
  const bool is_url = value.starts_with('/') || value.find("://") < value.find_first_of(" ,;");
  return is_url && value.find(' ') == std::string_view::npos ? url(value) : text(value);
}

std::string Scrubber::body(std::string_view body, std::string_view content_type) const {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  return same_name(content_type.substr(0, form.size()), form) ? pairs(body) : text(body);
}

}  // namespace crmlink::testing
