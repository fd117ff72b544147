#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace crmlink {

/// Walks over a JSON text that is known to be valid, and says where things stand.
///
/// The pointers are RFC 6901 and valid during the call only. Recurses once per level: bound the
/// depth when parsing.
class JsonScanner {
 public:
  /// Is told a member's name before its value; `offset` is the byte of the opening quote.
  using OnName = std::function<void(std::string_view pointer, std::size_t offset, bool repeated)>;
  /// Is told a value before what is inside; `offset` is its first byte.
  using OnValue = std::function<void(std::string_view pointer, std::size_t offset)>;

  /// `text` must outlive the scanner.
  JsonScanner(std::string_view text, OnName on_name, OnValue on_value);

  /// Walks over the whole text.
  void run();

 private:
  void skip_space() noexcept;
  std::string_view take_string() noexcept;
  void value();
  void object();
  void array();
  void scalar() noexcept;
  void child(std::string_view escaped_name);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string pointer_;
  OnName on_name_;
  OnValue on_value_;
};

/// Returns a name as it stands in an RFC 6901 pointer: `~` and `/` escaped.
std::string escape_pointer(std::string_view name);

/// Returns the byte of the text at which the byte `offset` of a string's value is spelled;
/// `quote` is the byte of the string's opening quote. An offset at or behind the value's end gives
/// the closing quote.
std::size_t offset_in_string(std::string_view text, std::size_t quote, std::size_t offset) noexcept;

}  // namespace crmlink
