// The token: words with spaces between them, the last one a checksum of the others.

#include <array>
#include <charconv>
#include <concepts>
#include <span>
#include <string>
#include <string_view>

#include "messages/export_position.hpp"
#include "text/encode.hpp"

namespace crmlink {
namespace {

constexpr std::string_view version = "crmlink-export/2";
constexpr std::string_view any_version = "crmlink-export/";
constexpr std::string_view nothing = "*";
constexpr std::size_t word_digits = 16;
constexpr std::size_t longest_token = std::size_t{64} * 1024;

std::string hex(std::uint64_t word) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(word_digits, '0');
  for (auto place = word_digits; place-- > 0; word >>= 4U)
    text[place] = digits[word & 0xFU];
  return text;
}

std::string hex(const MessageDigest& digest) {
  return hex(digest.high) + hex(digest.low);
}

std::string hex(const std::vector<MessageDigest>& list) {
  std::string text;
  for (const auto& digest : list)
    text.append(text.empty() ? "" : ",").append(hex(digest));
  return text.empty() ? std::string(nothing) : text;
}

std::string encoded(std::string_view text) {
  std::string out;
  text::encode_url(text, out);
  return out.empty() ? std::string(nothing) : out;
}

Error refused(std::string detail) {
  ErrorInfo info(Errc::invalid_argument);
  info.where = "resume token";
  info.detail = std::move(detail);
  return info;
}

/// Reads the words of a token, one after the other; after the first wrong one all are.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  std::string_view word() {
    const auto end = rest_.find(' ');
    const auto word = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    good_ = good_ && !word.empty();
    return word;
  }
  std::string text() {
    const auto found = word();
    return found == nothing ? std::string() : std::string(found);
  }
  template <std::integral Number>
  void read(Number& number) {
    good_ = parse(word(), number, 10) && good_;
  }
  void read(bool& flag) {
    const auto found = word();
    good_ = good_ && (found == "0" || found == "1");
    flag = found == "1";
  }
  void read(MessageQuery::Time& time) {
    std::int64_t count = 0;
    read(count);
    time = MessageQuery::Time(std::chrono::milliseconds(count));
  }
  void read(MessageDigest& digest) { good_ = parse(word(), digest) && good_; }
  void read(std::vector<MessageDigest>& list) {
    auto digests = word();
    if (digests == nothing) return;
    while (good_ && !digests.empty()) {
      const auto end = std::min(digests.find(','), digests.size());
      good_ = parse(digests.substr(0, end), list.emplace_back());
      digests.remove_prefix(std::min(end + 1, digests.size()));
    }
  }
  bool finish() const { return good_ && rest_.empty(); }

 private:
  template <class Number>
  static bool parse(std::string_view text, Number& number, int base) {
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc() && at == end && !text.empty();
  }
  static bool parse(std::string_view text, MessageDigest& digest) {
    return text.size() == 2 * word_digits && parse(text.substr(0, word_digits), digest.high, 16) &&
           parse(text.substr(word_digits), digest.low, 16);
  }

  std::string_view rest_;
  bool good_ = true;
};

bool is_sound(const ExportPosition& position) {
  const auto& query = position.query;
  constexpr auto behind = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  return query.from >= MessageQuery::Time() && query.from < query.to && query.to <= behind &&
         position.window > std::chrono::milliseconds(0) &&
         position.window <= std::chrono::hours(24 * 7) && position.window_begin >= query.from &&
         position.window_begin <= query.to &&
         (query.customer_session.empty() || is_customer_session(query.customer_session));
}

}  // namespace

std::string write_token(const ExportPosition& position) {
  const auto& query = position.query;
  std::string token(version);
  const auto add = [&token](std::string_view word) { token.append(" ").append(word); };
  add(encoded(position.provider));
  add(query.customer_session.empty() ? nothing : query.customer_session);
  for (const auto time : {query.from, query.to, position.window_begin})
    add(std::to_string(time.time_since_epoch().count()));
  add(std::to_string(position.window.count()));
  for (const std::uint64_t count :
       {std::uint64_t{position.limit}, position.offset, position.consumed, position.windows_done,
        position.messages, position.repeats, position.left_out, position.longest_page,
        std::uint64_t{position.cuts_pages}})
    add(std::to_string(count));
  add(hex(position.chain));
  add(hex(position.last));
  add(hex(position.edge_before));
  add(hex(position.edge_now));
  add(hex(digest_of(token).high));
  return token;
}

Result<ExportPosition> read_token(std::string_view token) {
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r'))
    token.remove_suffix(1);
  const auto last = token.rfind(' ');
  if (!token.starts_with(any_version) || token.size() > longest_token)
    return refused("it isn't a token of an export");
  if (!token.starts_with(std::string(version) + ' '))
    return refused("it is of another version than " + std::string(version));
  if (token.substr(last + 1) != hex(digest_of(token.substr(0, last)).high))
    return refused("it is damaged");
  Words words(token.substr(version.size() + 1, last - version.size() - 1));
  ExportPosition position;
  position.provider = words.text();
  position.query.customer_session = words.text();
  for (auto* time : {&position.query.from, &position.query.to, &position.window_begin})
    words.read(*time);
  std::int64_t window = 0;
  words.read(window);
  position.window = std::chrono::milliseconds(window);
  words.read(position.limit);
  for (auto* count :
       {&position.offset, &position.consumed, &position.windows_done, &position.messages,
        &position.repeats, &position.left_out, &position.longest_page})
    words.read(*count);
  words.read(position.cuts_pages);
  words.read(position.chain);
  words.read(position.last);
  words.read(position.edge_before);
  words.read(position.edge_now);
  if (!words.finish() || !is_sound(position)) return refused("it is damaged");
  return position;
}

}  // namespace crmlink
