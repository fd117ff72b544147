#include "crmlink/re2/re2_patterns.hpp"

#include <re2/re2.h>

#include <memory>
#include <string>
#include <utility>

namespace crmlink {
namespace {

constexpr std::int64_t most_memory = 1 << 20;

class Re2Pattern final : public ContactPattern {
 public:
  explicit Re2Pattern(std::string_view expression)
      : compiled_(re2::StringPiece(expression.data(), expression.size()), options()) {}

  bool match(std::string_view text) const override { return runs(text, RE2::ANCHOR_START); }
  bool search(std::string_view text) const override { return runs(text, RE2::UNANCHORED); }

  /// Returns what is wrong with the expression; empty when nothing is.
  const std::string& problem() const { return compiled_.error(); }

 private:
  static RE2::Options options() {
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(most_memory);
    return options;
  }

  bool runs(std::string_view text, RE2::Anchor anchor) const {
    const re2::StringPiece piece(text.data(), text.size());
    return compiled_.Match(piece, 0, text.size(), anchor, nullptr, 0);
  }

  RE2 compiled_;
};

}  // namespace

ContactPatternFactory make_re2_patterns() {
  return [](std::string_view expression) -> Result<std::shared_ptr<const ContactPattern>> {
    auto pattern = std::make_shared<const Re2Pattern>(expression);
    if (pattern->problem().empty())
      return std::shared_ptr<const ContactPattern>(std::move(pattern));
    ErrorInfo info(Errc::invalid_argument);
    info.detail = pattern->problem();
    return Error(std::move(info));
  };
}

}  // namespace crmlink
