#include "call_settings.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <set>
#include <utility>

#include "crmlink/core/json.hpp"
#include "crmlink/dip/call_data.hpp"
#include "crmlink/dip/data_dip_explanation.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

constexpr std::string_view sip_prefix = "sip:";
constexpr std::string_view session_prefix = "session:";
constexpr std::array<std::string_view, 6> usual_headers{
    "From", "To", "Contact", "P-Asserted-Identity", "User-Agent", "Referred-By"};

/// Sets `contact.source`: the members on the way are made.
void set_in_scope(Variables& call, std::string_view path, boost::json::value value) {
  const auto root_end = path.find('.');
  const auto root_name = path.substr(0, root_end);
  const auto* const before = call.json(root_name);
  boost::json::value root = before == nullptr ? boost::json::value(boost::json::object()) : *before;
  auto* at = &root;
  for (auto rest = path.substr(root_end); !rest.empty();) {
    rest.remove_prefix(1);
    const auto name = rest.substr(0, rest.find('.'));
    rest.remove_prefix(name.size());
    if (!at->is_object()) at->emplace_object();
    at = &at->get_object()[name];
  }
  *at = std::move(value);
  call.set_json(root_name, std::move(root));
}

void set_json(Variables& call, std::string_view name, boost::json::value value) {
  if (name.find('.') == std::string_view::npos)
    call.set_json(name, std::move(value));
  else
    set_in_scope(call, name, std::move(value));
}

/// Returns every reference of a profile, such as `ANI`, `SIP_FROM`, `session.account`: none of them
/// has a value in a call without variables.
std::set<std::string> references_of(const DataDipConfig& config) {
  std::set<std::string> references;
  for (const auto& parameter : explain_data_dip(config, Variables()).parameters)
    references.insert(parameter.absent.begin(), parameter.absent.end());
  return references;
}

/// Returns the names as one writes them after `--set`.
Vocabulary known_settings(const DataDipConfig& config) {
  Vocabulary known;
  for (const auto& standard : standard_parameters())
    known.add(standard.variable);
  for (const auto header : usual_headers) {
    known.add(std::string(sip_prefix).append(header));
    known.add(sip_header_variable(header));
  }
  for (const auto& parameter : config.request_parameters()) {
    if (parameter.type == RequestParameterType::sip_header)
      known.add(std::string(sip_prefix) + parameter.value);
    if (parameter.type == RequestParameterType::session)
      known.add(std::string(session_prefix) + parameter.value);
  }
  constexpr std::string_view session_scope = "session.";
  for (const auto& reference : references_of(config)) {
    known.add(reference);
    if (reference.starts_with(session_scope))
      known.add(std::string(session_prefix) + reference.substr(session_scope.size()));
  }
  return known;
}

}  // namespace

Result<CallSettings> CallSettings::parse(const std::vector<std::string>& settings) {
  CallSettings parsed;
  std::string wrong;
  for (const auto& text : settings) {
    const auto equals = text.find('=');
    std::string_view name = std::string_view(text).substr(0, equals);
    auto kind = Kind::variable;
    if (name.starts_with(sip_prefix)) kind = Kind::sip_header;
    if (name.starts_with(session_prefix)) kind = Kind::session;
    if (kind != Kind::variable) name.remove_prefix(name.find(':') + 1);
    if (kind == Kind::variable && name.ends_with(':')) {
      kind = Kind::json;
      name.remove_suffix(1);
    }
    std::string_view problem;
    if (equals == std::string::npos || name.empty())
      problem = ": expected NAME=VALUE, NAME:=JSON, sip:HEADER=VALUE or session:NAME=VALUE";
    else if (kind == Kind::json && !parse_json(std::string_view(text).substr(equals + 1)))
      problem = ": expected JSON after := (a text has double quotes)";
    if (!problem.empty()) {
      wrong.append(wrong.empty() ? "" : "; ").append("--set ").append(text).append(problem);
      continue;
    }
    parsed.settings_.push_back({kind, std::string(name), text.substr(equals + 1)});
  }
  if (wrong.empty()) return parsed;
  ErrorInfo info(Errc::invalid_argument);
  info.detail = std::move(wrong);
  return Error(std::move(info));
}

Variables CallSettings::variables(Variables base) const {
  auto call = std::move(base);
  for (const auto& setting : settings_) {
    if (setting.kind == Kind::sip_header)
      set_sip_header(call, setting.name, setting.value);
    else if (setting.kind == Kind::session)
      set_session_parameter(call, setting.name, setting.value);
    else if (setting.kind == Kind::json)
      set_json(call, setting.name, *parse_json(setting.value));
    else if (setting.name.find('.') != std::string::npos)
      set_in_scope(call, setting.name, boost::json::value(setting.value));
    else
      call.set(setting.name, setting.value);
  }
  return call;
}

std::string CallSettings::spelled(const Setting& setting) {
  if (setting.kind == Kind::sip_header) return std::string(sip_prefix) + setting.name;
  if (setting.kind == Kind::session) return std::string(session_prefix) + setting.name;
  return setting.name;
}

std::vector<std::string> CallSettings::warnings(const DataDipConfig& config) const {
  return warnings(known_settings(config));
}

std::vector<std::string> CallSettings::warnings(const Vocabulary& known) const {
  std::vector<std::string> warnings;
  for (const auto& setting : settings_) {
    const auto name = spelled(setting);
    const auto root = std::string_view(name).substr(0, name.find('.'));
    // Members of a scope are spelled exactly, other names in any letter case.
    const bool exact = root == name || known.nearest(name) == name;
    if ((known.contains(name) && exact) || (root != name && known.is_scope(root))) continue;
    const bool is_header = setting.kind == Kind::sip_header;
    if (is_header && known.contains(sip_header_variable(setting.name))) continue;
    auto warning = "--set " + name + ": neither crmlink nor the configuration knows this name";
    if (const auto nearest = known.nearest(name); !nearest.empty())
      warning += "; did you mean " + nearest + "?";
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

bool read_settings(const std::vector<std::string>& texts, CallSettings& settings,
                   Console& console) {
  auto parsed = CallSettings::parse(texts);
  if (parsed)
    settings = std::move(*parsed);
  else
    console.err << "crmlink: " << printable(parsed.error().detail()) << '\n';
  return parsed.has_value();
}

namespace {

void print_warnings(const std::vector<std::string>& warnings, Console& console) {
  for (const auto& warning : warnings)
    console.err << console.err_style.yellow("warning: ") << printable(warning) << '\n';
}

}  // namespace

void warn_of_unknown(const CallSettings& settings, const DataDipConfig& config, Console& console) {
  print_warnings(settings.warnings(config), console);
}

void warn_of_unknown(const CallSettings& settings, const Vocabulary& known, Console& console) {
  print_warnings(settings.warnings(known), console);
}

}  // namespace crmlink::tool
