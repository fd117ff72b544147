#include "text/absent_references.hpp"

#include <algorithm>
#include <boost/json/value.hpp>

#include "crmlink/text/json_path.hpp"

namespace crmlink::text {
namespace {

bool is_present(const Variables& variables, std::string_view reference) {
  if (variables.contains(reference)) return true;
  const auto name = reference.substr(0, reference.find_first_of(".["));
  const auto* const root = variables.json(name);
  if (root == nullptr) return false;
  const auto path = JsonPath::parse(reference.substr(name.size()));
  const auto* const found = path ? path->find(*root) : nullptr;
  if (found == nullptr || found->is_null()) return false;
  const auto* const text = found->if_string();
  return text == nullptr || !text->empty();
}

}  // namespace

std::vector<std::string> absent_references(const TextTemplate& text, const Variables& variables) {
  std::vector<std::string> absent;
  text.for_each_reference([&](std::string_view reference) {
    if (!is_present(variables, reference) &&
        std::find(absent.begin(), absent.end(), reference) == absent.end())
      absent.emplace_back(reference);
  });
  return absent;
}

}  // namespace crmlink::text
