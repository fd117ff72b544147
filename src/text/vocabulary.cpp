#include <algorithm>

#include "core/nearest.hpp"
#include "crmlink/text/variables.hpp"
#include "text/names.hpp"

namespace crmlink {

Vocabulary::Vocabulary() = default;

Vocabulary::Vocabulary(std::initializer_list<std::string_view> names) {
  names_.reserve(names.size());
  for (const auto name : names)
    add(name);
}

void Vocabulary::add(std::string_view name) {
  if (find(name) == nullptr) names_.push_back({std::string(name), false});
}

void Vocabulary::add_scope(std::string_view name) {
  const auto* const known = find(name);
  if (known == nullptr)
    names_.push_back({std::string(name), true});
  else
    names_[static_cast<std::size_t>(known - names_.data())].scope = true;
}

bool Vocabulary::contains(std::string_view name) const noexcept {
  return find(name) != nullptr;
}

bool Vocabulary::is_scope(std::string_view name) const noexcept {
  const auto* const known = find(name);
  return known != nullptr && known->scope;
}

std::string Vocabulary::nearest(std::string_view unknown) const {
  NearestName nearest(unknown);
  for (const auto& name : names_)
    nearest.offer(name.spelling);
  return nearest.result();
}

const Vocabulary::Name* Vocabulary::find(std::string_view name) const noexcept {
  const auto found = std::find_if(names_.begin(), names_.end(), [name](const Name& known) {
    return text::same_name(known.spelling, name);
  });
  return found == names_.end() ? nullptr : &*found;
}

}  // namespace crmlink
