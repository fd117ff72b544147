#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/complaint.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink {

/// What the handles on one configuration share: its text, its values, and the complaints so far.
class ConfigState {
 public:
  /// Parses a text; a fault becomes a complaint and leaves the document without a value.
  ConfigState(std::string name, std::string_view text, const JsonLimits& limits);
  /// Takes a value without a text.
  ConfigState(std::string name, boost::json::value value);
  ConfigState(const ConfigState&) = delete;
  ConfigState& operator=(const ConfigState&) = delete;
  ~ConfigState();

  void rename(std::string name) { name_ = std::move(name); }
  /// Returns the root, or nullptr after a syntax error.
  const boost::json::value* root() const noexcept { return value_ ? &*value_ : nullptr; }
  bool ok() const noexcept { return records_.empty(); }
  /// Returns whether further complaints are only counted.
  bool is_full() const noexcept;

  /// Complains about the value at `pointer`, which need not exist.
  void complain(std::string pointer, ConfigProblem problem);
  /// Complains about the name of the member at `pointer`, and not about its value.
  void complain_about_name(std::string pointer, ConfigProblem problem);
  /// Keeps what is at and below `pointer` out of all complaints, earlier ones included.
  void hide(const std::string& pointer) { hidden_.insert(pointer); }

  /// Returns all complaints in the order of the document.
  Complaints complaints() const;

 private:
  struct Record;
  struct Places;

  void parse(std::string_view text, const JsonLimits& limits);
  void find_repeated_names();
  void add(Record record);
  std::string found_at(std::string_view pointer) const;
  bool is_hidden(std::string_view pointer) const;
  Complaint finished(const Record& record, std::size_t offset, std::string_view text) const;

  std::string name_;
  std::string text_;  // empty when there is none
  std::optional<boost::json::value> value_;
  std::vector<Record> records_;
  std::size_t left_out_ = 0;
  std::set<std::string, std::less<>> hidden_;
};

}  // namespace crmlink
