#include "contact_command.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <utility>

#include "call_settings.hpp"
#include "complaint_text.hpp"
#include "config_file.hpp"
#include "contact_credentials.hpp"
#include "contact_report.hpp"
#include "contact_runner.hpp"
#include "conversation.hpp"
#include "crmlink/contact/contact_explanation.hpp"
#include "planned_call.hpp"
#include "stream_logger.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

/// Returns the plan without its network; std::nullopt after saying why.
std::optional<ContactPlan> plan_of(const ContactOptions& options, Console& console,
                                   ExitStatus& status) {
  ContactPlan plan;
  CallSettings settings;
  if (!read_settings(options.settings, settings, console)) {
    status = usage;
    return std::nullopt;
  }
  auto base = load_conversation(options.conversation_file, options.json, console, status);
  if (!base) return std::nullopt;
  for (const auto& file : options.files) {
    auto config = load_contact(file, options.json, console, status);
    if (!config) return std::nullopt;
    plan.configs.push_back(std::move(*config));
  }
  auto credentials = load_credentials(options.credentials_file, options.json, console, status);
  if (!credentials) return std::nullopt;
  plan.credentials = std::move(*credentials);
  warn_of_unknown(settings, conversation_vocabulary(), console);
  plan.scopes = with_present(settings.variables(std::move(*base)));
  return plan;
}

/// Returns the file that a complaint is about.
std::string file_of(const Complaint& complaint, const ContactOptions& options,
                    const std::vector<std::string>& names) {
  std::string file;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == complaint.document) file = options.files[i];
  return file;
}

/// Says why the lookups can't be run, each complaint with its file.
void tell(const Error& error, const ContactOptions& options, const std::vector<std::string>& names,
          Console& console) {
  if (options.json) {
    const auto file = file_of(error.complaints().front(), options, names);
    return print_load_failure(file, error, true, console);
  }
  for (const auto& complaint : error.complaints()) {
    const auto file = shown_name(file_of(complaint, options, names));
    console.err << editor_line(file, complaint, console.err_style) << '\n';
  }
}

bool lacks_credentials(const std::vector<ContactLookupConfig>& configs,
                       const ContactCredentials& credentials) {
  for (const auto& config : configs)
    for (const auto& id : config.credentials())
      if (!credentials.contains(id)) return true;
  return false;
}

/// Says where more is shown.
void tell_of_more(const ContactOutcome& outcome, Console& console) {
  const auto is_elsewhere = [](const ContactStep& step) {
    return step.status == ContactStepStatus::mismatch;
  };
  if (std::any_of(outcome.steps.begin(), outcome.steps.end(), is_elsewhere))
    console.err << "crmlink: `crmlink explain` shows what doesn't fit\n";
  const auto is_refused = [](const ContactStep& step) { return step.error == Errc::http_status; };
  if (std::any_of(outcome.steps.begin(), outcome.steps.end(), is_refused))
    console.err << "crmlink: --debug shows what the server said\n";
}

/// Warns of secrets that are sent without the name of a user.
void warn_of_users(const ContactPlan& plan, Console& console) {
  for (const auto& config : plan.configs) {
    const auto credential = plan.credentials.find(config.credential());
    if (credential == plan.credentials.end() || !credential->second.user.empty()) continue;
    if (explain_contact_lookup(config, plan.scopes).authentication != "basic") continue;
    console.err << console.err_style.yellow("warning: ") << "credential "
                << printable(config.credential()) << " has no user for basic authentication\n";
  }
}

ExitStatus status_of(const ContactOutcome& outcome) {
  auto status = outcome.cancelled ? failed_dip : fine;
  for (const auto& step : outcome.steps) {
    if (step.status == ContactStepStatus::started) status = failed_dip;
    if (step.error == Errc::secret_unavailable) return complaints;
    if (step.error) status = failed_dip;
  }
  return status;
}

}  // namespace

ExitStatus run_contact_command(const ContactOptions& options, Console& console) {
  auto status = fine;
  auto plan = plan_of(options, console, status);
  if (!plan) return status;
  const auto network = load_network(options.network, options.json, console, status);
  if (!network) return status;
  warn_of_event(plan->scopes, console);
  warn_of_users(*plan, console);
  plan->client = network->client;
  plan->resilience = network->resilience;
  plan->debug = options.debug;
  if (options.verbose)
    plan->logger = plan->client.logger = stream_logger(console.err, console.err_style);
  plan->on_interrupt = [&console] { tell_of_interrupt(console); };

  const bool lacks = lacks_credentials(plan->configs, plan->credentials);
  std::vector<std::string> names;
  for (const auto& config : plan->configs)
    names.emplace_back(config.name());
  const auto run = run_contact_lookups(std::move(*plan));
  if (!run) {
    tell(run.error(), options, names, console);
    if (lacks) console.err << "crmlink: --credentials FILE has them: see crmlink contact --help\n";
    return complaints;
  }
  if (options.json)
    print_contact_as_json(*run, console.out);
  else
    print_contact(*run, console.out, console.out_style);
  if (!options.debug && !options.json) tell_of_more(run->outcome, console);
  return status_of(run->outcome);
}

}  // namespace crmlink::tool
