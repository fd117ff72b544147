#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/text/text_template.hpp"

namespace crmlink::test {

/// The names that the tests' templates use: plain variables and the scopes `contact`, `response`.
inline Vocabulary vocabulary() {
  Vocabulary names{"ANI",          "NAME",  "A",          "B",     "C",
                   "PHONE_NUMBER", "EMAIL", "ACCOUNT_ID", "QUEUE", "AGENT_EMAIL"};
  names.add_scope("contact");
  names.add_scope("response");
  return names;
}

/// Compiles with the functions on; throws the first fault.
inline TextTemplate compile(std::string_view text, Slot slot = Slot::plain,
                            const FunctionRegistry& functions = FunctionRegistry()) {
  const auto names = vocabulary();
  TextTemplate::Options options(slot, names);
  options.functions = &functions;
  return TextTemplate::parse(text, options).value();
}

/// Compiles and expands; std::nullopt is "absent". Throws what fails.
inline std::optional<std::string> expand(std::string_view text, const Variables& variables,
                                         Slot slot = Slot::plain) {
  std::string out;
  const auto presence = compile(text, slot).expand(variables, out).value();
  if (presence == Presence::absent) return std::nullopt;
  return out;
}

/// Compiles with the functions on and returns the faults.
inline std::vector<TemplateFault> faults_of(std::string_view text, Slot slot = Slot::plain) {
  const auto names = vocabulary();
  const FunctionRegistry functions;
  TextTemplate::Options options(slot, names);
  options.functions = &functions;
  std::vector<TemplateFault> faults;
  const auto parsed = TextTemplate::parse(text, options, faults);
  return parsed ? std::vector<TemplateFault>() : faults;
}

}  // namespace crmlink::test
