#include "testing/canonical.hpp"

#include <algorithm>

namespace crmlink::testing {
namespace {

constexpr std::size_t excerpt_size = 40;

std::string excerpt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "nothing";
  const auto cut = text.substr(at, excerpt_size);
  return '`' + std::string(cut) + (at + cut.size() < text.size() ? "…`" : "`");
}

std::string difference(std::string_view name, std::string_view recorded, std::string_view sent) {
  const auto part = std::mismatch(recorded.begin(), recorded.end(), sent.begin(), sent.end()).first;
  const auto at = static_cast<std::size_t>(part - recorded.begin());
  return "its " + std::string(name) + " differs at byte " + std::to_string(at) + ": recorded " +
         excerpt(recorded, at) + ", sent " + excerpt(sent, at);
}

}  // namespace

std::string identity_of(const PrivateValue& value) {
  // A number and a text are replaced by different tokens, though they may say the same.
  return (value.is_number ? '#' : '"') + normalized(value.kind, value.text);
}

CanonicalRequest::CanonicalRequest(const RecordingOptions& rules, std::string_view with_method,
                                   std::string_view with_url, std::string_view with_body,
                                   std::string_view content_type)
    : method(with_method) {
  const Scrubber scrubber(rules, [this](const PrivateValue& value) {
    const auto identity = identity_of(value);
    auto found = std::find(identities.begin(), identities.end(), identity);
    if (found == identities.end()) {
      found = identities.insert(found, identity);
      values.emplace_back(value.text);
    }
    return '<' + std::to_string(found - identities.begin() + 1) + '>';
  });
  url = scrubber.url(with_url);
  body = scrubber.body(with_body, content_type);
}

std::string describe_difference(const CanonicalRequest& recorded, const CanonicalRequest& sent) {
  if (recorded.method != sent.method)
    return "its method is " + recorded.method + ", sent was " + sent.method;
  if (recorded.url != sent.url) return difference("URL", recorded.url, sent.url);
  return difference("body", recorded.body, sent.body);
}

}  // namespace crmlink::testing
