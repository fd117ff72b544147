#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "crmlink/testing/recording_options.hpp"
#include "testing/private_text.hpp"

namespace crmlink::testing {

/// A private value where it stands.
struct PrivateValue {
  PrivateKind kind;
  std::string_view text;  ///< As it is spelled, escapes undone.
  bool is_number;         ///< Whether it is a number of JSON; what replaces it then must be one.
};

/// How the value of a name is treated.
enum class FieldRule : std::uint8_t { normal, kept, whole, secret };

/// Replaces the private values of requests and replies.
class Scrubber {
 public:
  /// Returns what stands for a private value.
  using Replace = std::function<std::string(const PrivateValue&)>;

  /// `options` must outlive the scrubber.
  Scrubber(const RecordingOptions& options, Replace replace)
      : options_(options), replace_(std::move(replace)) {}

  /// Scrubs a URL, absolute or from its path on.
  std::string url(std::string_view url) const;
  /// Scrubs the value of a header field.
  std::string header(std::string_view name, std::string_view value) const;
  /// Scrubs a body: a form, JSON or plain text.
  std::string body(std::string_view body, std::string_view content_type) const;

  /// Scrubs a text that may be JSON.
  std::string text(std::string_view text) const;
  /// Scrubs a text by the rule of its field.
  std::string text(std::string_view text, FieldRule rule) const;
  /// Scrubs a number of JSON.
  std::string number(std::string_view number, FieldRule rule) const;
  /// Returns the rule for a JSON member, or a name of a query or form.
  FieldRule rule_of(std::string_view name) const;

 private:
  std::string plain(std::string_view text) const;
  std::string whole(std::string_view text) const;
  std::string pairs(std::string_view query) const;
  std::string pair(std::string_view pair) const;
  std::string path(std::string_view path) const;

  const RecordingOptions& options_;
  Replace replace_;
};

/// Scrubs a JSON text, valid or not, without touching anything else of it.
std::string scrub_json(std::string_view text, const Scrubber& scrubber);

/// Returns whether two names are the same in any letter case.
bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace crmlink::testing
