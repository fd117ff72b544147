#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crmlink/adapter/adapter_event.hpp"

namespace crmlink {

/// Copies a text of JSON with a comma where one is missing between two values, and without those
/// that no value follows. What else is wrong stays wrong.
class JsonRepair {
 public:
  explicit JsonRepair(std::string_view text) noexcept : text_(text) {}

  /// Does it, once; each repair is appended.
  std::string run(std::vector<AdapterRepair>& repairs);

 private:
  enum class Last : unsigned char { start, open, value, comma, colon };

  void take_string();
  void take_word();
  void begin_value(std::vector<AdapterRepair>& repairs);
  void close(std::vector<AdapterRepair>& repairs);

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t comma_ = 0;        ///< Where the last comma is in the copy.
  std::size_t comma_place_ = 0;  ///< Where it was in the text.
  Last last_ = Last::start;
};

}  // namespace crmlink
