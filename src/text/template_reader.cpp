#include "text/template_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "text/names.hpp"

namespace crmlink::text {
namespace {

bool is_variable_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) {
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || c == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [is_letter](char c) { return is_letter(c) || is_digit(c); });
}

void declare(const ConfigValue& value, Vocabulary& vocabulary) {
  const auto text = value.non_empty_text();
  if (!text) return;
  std::string_view name = *text;
  const bool scope = name.ends_with(".*");
  if (scope) name.remove_suffix(2);
  if (!is_variable_name(name)) {
    ConfigProblem problem;
    problem.expected = "a name of letters, digits and _, or a scope such as contact.*";
    return value.complain(std::move(problem));
  }
  if (scope)
    vocabulary.add_scope(name);
  else
    vocabulary.add(name);
}

}  // namespace

std::optional<TextTemplate> read_template(const ConfigValue& value, std::string_view source,
                                          const TextTemplate::Options& options, std::size_t begin) {
  std::vector<TemplateFault> faults;
  auto compiled = TextTemplate::parse(source, options, faults);
  for (auto& fault : faults) {
    ConfigProblem problem(std::move(fault.problem));
    problem.nearest = std::move(fault.nearest);
    problem.offset = begin + fault.offset;
    value.complain(std::move(problem));
  }
  return compiled;
}

void declare_variables(ConfigObject& root, Vocabulary& vocabulary) {
  for (const auto& value : root.items("variables"))
    declare(value, vocabulary);
}

}  // namespace crmlink::text
