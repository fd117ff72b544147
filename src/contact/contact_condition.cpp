#include "crmlink/contact/contact_condition.hpp"

#include <utility>

#include "contact/condition_evaluator.hpp"
#include "contact/condition_parser.hpp"

namespace crmlink {

ContactPattern::~ContactPattern() = default;

/// What a condition is compiled to. Immutable.
struct ContactCondition::Program {
  std::string source;
  condition::Node root;
};

ContactCondition::ContactCondition(std::shared_ptr<const Program> program) noexcept
    : program_(std::move(program)) {}

std::optional<ContactCondition> ContactCondition::parse(std::string_view text,
                                                        const ContactPatternFactory& patterns,
                                                        ContactConditionFault& fault) {
  constexpr std::size_t most = std::size_t{8} * 1024;
  fault = {};
  if (text.size() > most) {
    fault.problem = "the condition is longer than 8 KiB";
    return std::nullopt;
  }
  condition::Parser parser(text, patterns);
  auto root = parser.parse();
  if (!root) {
    fault = parser.fault();
    return std::nullopt;
  }
  auto program = std::make_shared<Program>();
  program->source = text;
  program->root = std::move(*root);
  return ContactCondition(std::move(program));
}

ContactVerdict ContactCondition::evaluate(const Variables& scopes,
                                          const ContactConditionWorld& world) const {
  condition::Evaluator evaluator(scopes, world);
  ContactVerdict verdict;
  const auto value = evaluator.evaluate(program_->root);
  if (value) condition::write_repr(*value, verdict.value, evaluator.budget());
  verdict.problem = value && !evaluator.budget().is_spent() ? "" : evaluator.problem();
  verdict.holds = value && verdict.problem.empty() && value->truth();
  return verdict;
}

const std::string& ContactCondition::source() const noexcept {
  return program_->source;
}

}  // namespace crmlink
