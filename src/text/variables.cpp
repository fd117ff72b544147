#include "crmlink/text/variables.hpp"

#include "text/names.hpp"
#include "text/variables_entry.hpp"

namespace crmlink {
namespace {

bool is_absent(const boost::json::value& value) noexcept {
  const auto* const text = value.if_string();
  return value.is_null() || (text != nullptr && text->empty());
}

}  // namespace

Variables::Variables() = default;
Variables::Variables(const Variables&) = default;
Variables::Variables(Variables&&) noexcept = default;
Variables& Variables::operator=(const Variables&) = default;
Variables& Variables::operator=(Variables&&) noexcept = default;
Variables::~Variables() = default;

Variables::Variables(std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  entries_.reserve(values.size());
  for (const auto& [name, value] : values)
    set(name, value);
}

void Variables::set(std::string_view name, std::string_view value) {
  if (value.empty()) return unset(name);
  std::string copy(value);  // first: the view may be into a variable of this very object
  entry(name).value = std::move(copy);
}

void Variables::set_json(std::string_view name, boost::json::value value) {
  if (is_absent(value)) return unset(name);
  entry(name).value = std::move(value);
}

void Variables::unset(std::string_view name) {
  const auto* const found = find(text::hash_name(name), name);
  if (found != nullptr) entries_.erase(entries_.begin() + (found - entries_.data()));
}

const std::string* Variables::text(std::string_view name) const noexcept {
  const auto* const found = find(text::hash_name(name), name);
  return found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
}

const boost::json::value* Variables::json(std::string_view name) const noexcept {
  const auto* const found = find(text::hash_name(name), name);
  return found == nullptr ? nullptr : std::get_if<boost::json::value>(&found->value);
}

bool Variables::contains(std::string_view name) const noexcept {
  return find(text::hash_name(name), name) != nullptr;
}

std::size_t Variables::size() const noexcept {
  return entries_.size();
}

void Variables::for_each_name(const std::function<void(std::string_view name)>& visit) const {
  for (const auto& entry : entries_)
    visit(entry.name);
}

Variables::Entry& Variables::entry(std::string_view name) {
  const auto hash = text::hash_name(name);
  for (auto& entry : entries_)
    if (entry.hash == hash && text::same_name(entry.name, name)) return entry;
  return entries_.emplace_back(Entry{hash, std::string(name), std::string()});
}

const Variables::Entry* Variables::find(std::uint64_t hash, std::string_view name) const noexcept {
  for (const auto& entry : entries_)
    if (entry.hash == hash && text::same_name(entry.name, name)) return &entry;
  return nullptr;
}

}  // namespace crmlink
