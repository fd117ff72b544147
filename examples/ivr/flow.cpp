#include "flow.hpp"

#include <utility>

#include "crmlink/core/config.hpp"

namespace ivr {
namespace {

using crmlink::ConfigDocument;
using crmlink::ConfigObject;
using crmlink::ConfigProblem;
using crmlink::TextTemplate;

/// What texts of a flow may refer to.
crmlink::Vocabulary call_variables() {
  crmlink::Vocabulary known{"ANI", "DNIS", "CALL_ID"};
  known.add_scope("session");
  return known;
}

/// Says that a name isn't known, and which known one is near.
template <class Known>
ConfigProblem unknown(std::string problem, std::string_view name, const Known& known) {
  crmlink::Vocabulary names;
  for (const auto& [known_name, place] : known)
    names.add(known_name);
  ConfigProblem unknown_name(std::move(problem));
  unknown_name.nearest = names.nearest(name);
  return unknown_name;
}

class FlowReader {
 public:
  explicit FlowReader(ConfigObject root) : root_(std::move(root)) {}

  Flow read() {
    Flow flow;
    flow.name = root_.required_text("name");
    for (auto& [name, file] : root_.text_members("profiles"))
      flow.profiles.emplace(std::move(name), std::move(file));
    profiles_ = &flow.profiles;
    auto steps = root_.objects("steps", 1);
    for (std::size_t i = 0; i < steps.size(); ++i)
      read_name(steps[i], i);
    for (auto& step : steps)
      flow.steps.push_back(read_step(step));
    root_.reject_unknown();
    return flow;
  }

 private:
  void read_name(ConfigObject& step, StepIndex index) {
    const auto name = step.optional_text("name");
    if (name && !places_.emplace(*name, index).second)
      step.complain("name", ConfigProblem("there is a step \"" + *name + "\" already"));
  }

  FlowStep read_step(ConfigObject& step) {
    FlowStep read;
    read.name = step.text("name", "");
    using Read = void (FlowReader::*)(ConfigObject&, FlowStep&);
    constexpr Read readers[] = {&FlowReader::read_answer,  &FlowReader::read_say,
                                &FlowReader::read_collect, &FlowReader::read_dip,
                                &FlowReader::read_branch,  &FlowReader::read_transfer,
                                &FlowReader::read_hang_up};
    const auto action = step.required_choice(
        "action", {"answer", "say", "collect", "dip", "branch", "transfer", "hang_up"});
    if (!action) return read;
    (this->*readers[*action])(step, read);
    step.reject_unknown();
    return read;
  }

  void read_answer(ConfigObject&, FlowStep& read) { read.action = AnswerStep{}; }
  void read_hang_up(ConfigObject&, FlowStep& read) { read.action = HangUpStep{}; }
  void read_say(ConfigObject& step, FlowStep& read) {
    read.action = SayStep{read_template(step, "text")};
  }
  void read_transfer(ConfigObject& step, FlowStep& read) {
    read.action = TransferStep{read_template(step, "queue")};
  }
  void read_collect(ConfigObject& step, FlowStep& read) {
    CollectStep collect;
    collect.prompt = read_template(step, "prompt");
    collect.into = step.required_text("into");
    collect.digits = static_cast<std::size_t>(step.required_integer("digits", {1, 32}));
    read.action = std::move(collect);
  }

  void read_dip(ConfigObject& step, FlowStep& read) {
    auto profile = step.required_text("profile");
    if (!profile.empty() && !profiles_->contains(profile))
      step.complain("profile",
                    unknown("no profile is named \"" + profile + '"', profile, *profiles_));
    read.action = DipStep{std::move(profile)};
  }

  void read_branch(ConfigObject& step, FlowStep& read) {
    BranchStep branch;
    for (auto& one : step.objects("cases", 1)) {
      const auto target = read_target(one, "go_to");
      auto condition = one.required_object("if");
      branch.cases.push_back({crmlink::ParameterCondition::read(condition), target});
      one.reject_unknown();
    }
    branch.otherwise = read_target(step, "otherwise");
    read.action = std::move(branch);
  }

  StepIndex read_target(ConfigObject& object, std::string_view key) {
    const auto name = object.required_text(key);
    const auto found = places_.find(name);
    if (found != places_.end()) return found->second;
    if (!name.empty())
      object.complain(key, unknown("no step is named \"" + name + '"', name, places_));
    return 0;
  }

  TextTemplate read_template(ConfigObject& object, std::string_view key) {
    const auto value = object.require(key, "a text");
    const auto text = value ? value->non_empty_text() : std::nullopt;
    if (!text) return {};
    std::vector<crmlink::TemplateFault> faults;
    auto parsed = TextTemplate::parse(*text, {crmlink::Slot::plain, vocabulary_}, faults);
    for (const auto& fault : faults) {
      ConfigProblem problem(fault.problem);
      problem.nearest = fault.nearest;
      problem.offset = fault.offset;
      value->complain(std::move(problem));
    }
    return parsed ? std::move(*parsed) : TextTemplate();
  }

  ConfigObject root_;
  const crmlink::Vocabulary vocabulary_ = call_variables();
  const std::map<std::string, std::string>* profiles_ = nullptr;
  std::map<std::string, StepIndex> places_;
};

}  // namespace

crmlink::Result<Flow> Flow::parse(std::string_view document, std::string_view json) {
  auto config = ConfigDocument::parse(std::string(document), json);
  auto flow = FlowReader(config.root()).read();
  if (const auto verdict = config.finish(); !verdict) return verdict.error();
  return flow;
}

}  // namespace ivr
