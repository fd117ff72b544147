#include "dip/mask.hpp"

#include <algorithm>

#include "text/names.hpp"

namespace crmlink {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

bool is_token_character(char c) noexcept {
  return !text::is_space(c) && c != '"' && c != '\'' && c != '\\' && c != '<' && c != ',';
}

// A service may quote the token of a rotation ago, which nobody here knows any more.
void mask_bearer(std::string& text) {
  constexpr std::string_view word = "bearer ";
  const auto same = [](char a, char b) { return text::to_lower(a) == b; };
  auto at = text.begin();
  while ((at = std::search(at, text.end(), word.begin(), word.end(), same)) != text.end()) {
    const auto first = at + static_cast<std::ptrdiff_t>(word.size());
    const auto last = std::find_if_not(first, text.end(), is_token_character);
    const auto offset = first - text.begin();
    text.replace(first, last, masked_secret);
    at = text.begin() + offset;
  }
}

}  // namespace

std::string masked_excerpt(std::string_view text, const Secret& token, std::size_t limit) {
  const auto secret = token.resolve();
  if (!secret) return {};
  const auto known = secret->reveal();
  // A token that the limit cuts through must still be recognised.
  std::string excerpt(text.substr(0, limit + known.size()));
  replace_all(excerpt, known, masked_secret);
  mask_bearer(excerpt);
  excerpt.resize(std::min(excerpt.size(), limit));
  return excerpt;
}

}  // namespace crmlink
