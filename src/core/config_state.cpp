#include "core/config_state.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <unordered_map>
#include <utility>

#include "core/json_reader.hpp"
#include "core/json_scanner.hpp"
#include "core/printable.hpp"
#include "core/wipe.hpp"
#include "core/wiping_resource.hpp"

namespace crmlink {
namespace {

namespace json = boost::json;

constexpr std::size_t max_complaints = 1000;
constexpr std::size_t max_found = 40;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Returns what stands somewhere, in the spelling of JSON, short enough for one line.
std::string describe(const json::value& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  const auto* text = value.if_string();
  if (text == nullptr) return json::serialize(value);
  const std::string_view shown = cut_utf8({text->data(), text->size()}, max_found);
  return json::serialize(json::string_view(shown)) + (shown.size() < text->size() ? "…" : "");
}

std::string_view parent_of(std::string_view pointer) noexcept {
  return pointer.substr(0, std::min(pointer.rfind('/'), pointer.size()));
}

bool is_at_or_below(std::string_view pointer, std::string_view top) noexcept {
  return pointer.starts_with(top) && (pointer.size() == top.size() || pointer[top.size()] == '/');
}

}  // namespace

struct ConfigState::Record {
  Complaint complaint;
  bool about_name = false;
  std::optional<std::size_t> in_text;   // the byte of the document's text, when known at once
  std::optional<std::size_t> in_value;  // the byte of a text value
};

/// Where the things are that complaints are about.
struct ConfigState::Places {
  struct Place {
    std::optional<std::size_t> name;
    std::optional<std::size_t> value;
  };
  std::unordered_map<std::string, Place> by_pointer;

  void want(std::string_view pointer) {
    while (by_pointer.try_emplace(std::string(pointer)).second && !pointer.empty())
      pointer = parent_of(pointer);
  }

  void look_up(std::string_view text) {
    const auto place_of = [this](std::string_view pointer) -> Place* {
      const auto found = by_pointer.find(std::string(pointer));
      return found == by_pointer.end() ? nullptr : &found->second;
    };
    JsonScanner(
        text,
        [&](std::string_view pointer, std::size_t offset, bool) {
          if (Place* place = place_of(pointer)) place->name = offset;
        },
        [&](std::string_view pointer, std::size_t offset) {
          if (Place* place = place_of(pointer)) place->value = offset;
        })
        .run();
  }

  /// Returns the value's byte, or that of the innermost value around it that exists.
  std::size_t nearest_value(std::string_view pointer) const {
    const auto found = by_pointer.find(std::string(pointer));
    if (found != by_pointer.end() && found->second.value) return *found->second.value;
    return pointer.empty() ? 0 : nearest_value(parent_of(pointer));
  }

  std::size_t offset_of(const Record& record, std::string_view text) const {
    if (record.in_text) return *record.in_text;
    const auto found = by_pointer.find(record.complaint.pointer);
    if (record.about_name && found != by_pointer.end() && found->second.name)
      return *found->second.name;
    const std::size_t value = nearest_value(record.complaint.pointer);
    const bool inside = record.in_value && value < text.size() && text[value] == '"';
    return inside ? offset_in_string(text, value, *record.in_value) : value;
  }
};

ConfigState::ConfigState(std::string name, std::string_view text, const JsonLimits& limits)
    : name_(std::move(name)) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  parse(text, limits);
}

ConfigState::ConfigState(std::string name, json::value value)
    : name_(std::move(name)), value_(std::move(value)) {}

ConfigState::~ConfigState() {
  wipe(text_);
}

void ConfigState::parse(std::string_view text, const JsonLimits& limits) {
  auto value = read_json(text, limits, make_wiping_storage());
  if (value) {
    text_ = text;
    value_.emplace(std::move(*value));
    return find_repeated_names();
  }
  Record record;
  record.complaint.problem = value.error().problem;
  if (text.size() <= limits.max_size) {
    text_ = text;
    record.in_text = value.error().offset;
  }
  add(std::move(record));
}

void ConfigState::find_repeated_names() {
  const auto on_name = [this](std::string_view pointer, std::size_t offset, bool repeated) {
    if (!repeated || is_full()) return;
    Record record;
    record.complaint.pointer = pointer;
    record.complaint.problem = "the object has this key twice";
    record.in_text = offset;
    add(std::move(record));
  };
  JsonScanner(text_, on_name, [](std::string_view, std::size_t) {}).run();
}

bool ConfigState::is_full() const noexcept {
  return records_.size() >= max_complaints;
}

void ConfigState::add(Record record) {
  if (is_full())
    ++left_out_;
  else
    records_.push_back(std::move(record));
}

void ConfigState::complain(std::string pointer, ConfigProblem problem) {
  Record record;
  if (!problem.expected.empty()) record.complaint.found = found_at(pointer);
  record.complaint.pointer = std::move(pointer);
  record.complaint.problem = std::move(problem.problem);
  record.complaint.expected = std::move(problem.expected);
  record.complaint.nearest = std::move(problem.nearest);
  record.in_value = problem.offset;
  add(std::move(record));
}

void ConfigState::complain_about_name(std::string pointer, ConfigProblem problem) {
  Record record;
  record.complaint.pointer = std::move(pointer);
  record.complaint.problem = std::move(problem.problem);
  record.complaint.expected = std::move(problem.expected);
  record.complaint.nearest = std::move(problem.nearest);
  record.about_name = true;
  add(std::move(record));
}

std::string ConfigState::found_at(std::string_view pointer) const {
  if (!value_ || is_hidden(pointer)) return {};
  boost::system::error_code ec;
  const json::value* value = value_->find_pointer(pointer, ec);
  return value == nullptr ? std::string() : describe(*value);
}

bool ConfigState::is_hidden(std::string_view pointer) const {
  return std::any_of(hidden_.begin(), hidden_.end(),
                     [&](const std::string& top) { return is_at_or_below(pointer, top); });
}

Complaint ConfigState::finished(const Record& record, std::size_t offset,
                                std::string_view text) const {
  Complaint complaint = record.complaint;
  complaint.document = name_;
  if (is_hidden(complaint.pointer)) complaint.found.clear();
  const bool has_place = !text_.empty() || record.in_text;
  if (has_place) complaint.position = position_at(text, offset);
  return complaint;
}

Complaints ConfigState::complaints() const {
  // Without a text the values' own order is the document's, so that their spelling serves.
  std::string text = text_.empty() && value_ ? json::serialize(*value_) : text_;
  Places places;
  for (const Record& record : records_)
    places.want(record.complaint.pointer);
  if (value_) places.look_up(text);

  std::vector<std::pair<std::size_t, const Record*>> order;
  for (const Record& record : records_)
    order.emplace_back(places.offset_of(record, text), &record);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });

  Complaints out;
  for (const auto& [offset, record] : order)
    out.push_back(finished(*record, offset, text));
  wipe(text);
  if (left_out_ == 0) return out;
  out.emplace_back().document = name_;
  out.back().problem = std::to_string(left_out_) + " further complaints";
  return out;
}

}  // namespace crmlink
