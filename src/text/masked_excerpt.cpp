#include "text/masked_excerpt.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/names.hpp"

namespace crmlink::text {
namespace {

bool is_token_character(char c) noexcept {
  return !is_space(c) && c != '"' && c != '\'' && c != '\\' && c != '<' && c != ',';
}

bool starts_with_word(std::string_view text, std::string_view word) noexcept {
  return text.size() >= word.size() && same_name(text.substr(0, word.size()), word);
}

/// Copies what a service said, without what nobody should read.
class Masking {
 public:
  Masking(std::string_view text, const std::vector<SecretText>& secrets)
      : rest_(text), secrets_(secrets) {}

  std::string run(std::size_t limit) {
    while (!rest_.empty() && out_.size() < limit)
      if (!mask_secret() && !mask_credential()) take(1);
    out_.resize(std::min(out_.size(), limit));
    return std::move(out_);
  }

 private:
  void take(std::size_t size) {
    out_ += rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void mask(std::size_t size) {
    out_ += masked_secret;
    rest_.remove_prefix(size);
  }

  bool mask_secret() {
    const auto found = std::find_if(secrets_.begin(), secrets_.end(), [&](const auto& secret) {
      return rest_.starts_with(secret.reveal());
    });
    if (found == secrets_.end()) return false;
    mask(found->reveal().size());
    return true;
  }

  // A service may quote the token of a rotation ago, which nobody here knows any more.
  bool mask_credential() {
    constexpr std::array<std::string_view, 2> schemes{"bearer ", "basic "};
    for (const auto scheme : schemes) {
      if (!starts_with_word(rest_, scheme)) continue;
      take(scheme.size());
      const auto* const end = std::find_if_not(rest_.begin(), rest_.end(), is_token_character);
      mask(static_cast<std::size_t>(end - rest_.begin()));
      return true;
    }
    return false;
  }

  std::string_view rest_;
  const std::vector<SecretText>& secrets_;
  std::string out_;
};

}  // namespace

std::string masked_excerpt(std::string_view text, const Secrets& secrets, std::size_t limit) {
  std::vector<SecretText> known;
  for (const auto* const secret : secrets) {
    auto resolved = secret->resolve();
    if (!resolved) return {};
    known.push_back(std::move(*resolved));
  }
  // The longest first: another one may be its beginning.
  std::sort(known.begin(), known.end(), [](const SecretText& a, const SecretText& b) {
    return a.reveal().size() > b.reveal().size();
  });
  return Masking(text, known).run(limit);
}

Error quoting(const Error& error, std::string server_text) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.where = error.where();
  info.detail = error.detail();
  info.server_text = std::move(server_text);
  info.http_status = error.http_status();
  info.attempts = error.attempts();
  info.phase = error.phase();
  info.elapsed = error.elapsed();
  info.delivery = error.delivery();
  return info;
}

}  // namespace crmlink::text
