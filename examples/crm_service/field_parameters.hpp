#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm_service {

/// The value of a header field and its parameters: `form-data; name="file"` (RFC 9110 §5.6.6).
class FieldParameters {
 public:
  explicit FieldParameters(std::string_view text);

  const std::string& value() const { return value_; }
  /// Returns the first parameter of that name, quotes undone.
  std::optional<std::string> find(std::string_view name) const;

 private:
  std::string value_;
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// Returns whether two words are the same but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

}  // namespace crm_service
