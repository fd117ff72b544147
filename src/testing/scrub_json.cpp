#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>
#include <vector>

#include "testing/scrubber.hpp"

namespace crmlink::testing {
namespace {

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::value(boost::json::string(text)));
}

/// Undoes the escapes of what stands between two quotes; text that isn't JSON stays as it is.
std::string unescaped(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return std::string(raw);
  boost::system::error_code ec;
  const auto value = boost::json::parse('"' + std::string(raw) + '"', ec);
  return ec || !value.is_string() ? std::string(raw) : std::string(value.get_string());
}

constexpr std::string_view structure = "{}[],:\"";
constexpr std::string_view blanks = " \t\r\n";

bool is_number(std::string_view word) {
  boost::system::error_code ec;
  const auto value = boost::json::parse(word, ec);
  return !ec && value.is_number();
}

/// Walks over the text once, without recursion, and copies all that isn't private. Broken JSON is
/// walked over, too: what was cut off in the middle holds as many names as what wasn't.
class JsonWalk {
 public:
  JsonWalk(std::string_view text, const Scrubber& scrubber) : text_(text), scrubber_(scrubber) {}

  std::string run() {
    while (at_ < text_.size())
      step();
    return std::move(result_);
  }

 private:
  struct Level {
    bool is_object;
    bool expects_name;
    FieldRule outer;   ///< The rule for everything inside.
    FieldRule member;  ///< The rule for the value that is next.
  };

  void step() {
    const char c = text_[at_];
    if (c == '"') return string();
    if (structure.find(c) == std::string_view::npos) return bare();
    if (c == '{' || c == '[')
      levels_.push_back({c == '{', c == '{', rule(), rule()});
    else if ((c == '}' || c == ']') && !levels_.empty())
      levels_.pop_back();
    else if (c == ',' && !levels_.empty())
      levels_.back().expects_name = levels_.back().is_object;
    result_ += c;
    ++at_;
  }

  FieldRule rule() const { return levels_.empty() ? FieldRule::normal : levels_.back().member; }

  void string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"')
      end += text_[end] == '\\' ? std::size_t{2} : std::size_t{1};
    end = std::min(end, text_.size());
    const auto raw = text_.substr(at_ + 1, end - at_ - 1);
    const auto readable = unescaped(raw);
    const auto scrubbed = take(readable);
    if (scrubbed == readable)
      result_ += text_.substr(at_, end + 1 - at_);
    else
      result_ += quoted(scrubbed);
    at_ = std::min(end + 1, text_.size());
  }

  /// Scrubs a name, from which the rule for its value follows, or a value.
  std::string take(const std::string& readable) {
    if (levels_.empty() || !levels_.back().expects_name) return scrubber_.text(readable, rule());
    auto& level = levels_.back();
    level.expects_name = false;
    const auto own = scrubber_.rule_of(readable);
    level.member = own == FieldRule::normal ? level.outer : own;
    return scrubber_.text(readable, FieldRule::normal);
  }

  /// A number, true, false, null, or what somebody forgot to quote.
  void bare() {
    const auto end = std::min(text_.find_first_of(structure, at_), text_.size());
    const auto run = text_.substr(at_, end - at_);
    at_ = end;
    const auto begin = run.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return void(result_ += run);
    const auto word = run.substr(begin, run.find_last_not_of(blanks) + 1 - begin);
    result_ += run.substr(0, begin);
    result_ += scrubbed_word(word);
    result_ += run.substr(begin + word.size());
  }

  std::string scrubbed_word(std::string_view word) {
    if (!levels_.empty() && levels_.back().expects_name) return take(std::string(word));
    if (is_number(word)) return scrubber_.number(word, rule());
    for (const std::string_view known : {"true", "false", "null"})
      if (word == known) return std::string(word);
    return scrubber_.text(word, rule());
  }

  std::string_view text_;
  const Scrubber& scrubber_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
  std::string result_;
};

}  // namespace

std::string scrub_json(std::string_view text, const Scrubber& scrubber) {
  return JsonWalk(text, scrubber).run();
}

}  // namespace crmlink::testing
