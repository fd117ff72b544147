#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/dip/parameter_condition.hpp"
#include "crmlink/text/text_template.hpp"

namespace ivr {

/// The place of a step in its flow.
using StepIndex = std::size_t;

/// Takes the call.
struct AnswerStep {};

/// Plays a text: `Hello {session.first_name}.`
struct SayStep {
  crmlink::TextTemplate text;
};

/// Plays a text and keeps what the caller types as a session parameter.
struct CollectStep {
  crmlink::TextTemplate prompt;
  std::string into;
  std::size_t digits;
};

/// Runs a data dip, and makes what it returns session parameters.
struct DipStep {
  std::string profile;
};

/// Goes on at the first case whose condition holds.
struct BranchStep {
  struct Case {
    crmlink::ParameterCondition condition;
    StepIndex target;
  };
  std::vector<Case> cases;
  StepIndex otherwise;
};

/// Hands the call to a queue: `sales_{session.language}`; ends the flow.
struct TransferStep {
  crmlink::TextTemplate queue;
};

/// Ends the call.
struct HangUpStep {};

/// One step; the next one in the file follows it unless it branches or ends the call.
struct FlowStep {
  std::string name;  ///< What branches go to; may be empty.
  std::variant<AnswerStep, SayStep, CollectStep, DipStep, BranchStep, TransferStep, HangUpStep>
      action;
};

/// What happens to a call, step by step.
struct Flow {
  std::string name;
  std::map<std::string, std::string> profiles;  ///< Name and file of each data dip profile.
  std::vector<FlowStep> steps;

  /// Parses a flow (JSON); fails with all complaints at once. `document` stands before each.
  static crmlink::Result<Flow> parse(std::string_view document, std::string_view json);
};

}  // namespace ivr
