#include "http/config/knob_reader.hpp"

#include <sstream>
#include <utility>

namespace crmlink::http {
namespace {

ConfigProblem expected_number(double least, double most) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << std::fixed;
  text.precision(0);
  text << "a number from " << least << " to " << most;
  ConfigProblem problem;
  problem.expected = text.str();
  return problem;
}

}  // namespace

KnobReader::KnobReader(ConfigObject root, const SecretProviders& providers)
    : object_(std::move(root)), providers_(providers) {}

std::optional<ConfigValue> KnobReader::find(std::string_view name) {
  auto found = object_.find(name);
  if (found) configured_.insert(found->pointer());
  return found;
}

void KnobReader::time(std::string_view name, std::chrono::milliseconds& field, std::int64_t least,
                      std::int64_t most) {
  using std::chrono::milliseconds;
  const auto found = find(name);
  if (!found) return;
  const DurationRange range{.least = milliseconds(least), .most = milliseconds(most)};
  if (const auto value = found->milliseconds(range)) field = *value;
}

void KnobReader::number(std::string_view name, double& field, double least, double most) {
  const auto found = find(name);
  if (!found) return;
  const auto value = found->number();
  if (!value) return;
  if (*value < least || *value > most) return found->complain(expected_number(least, most));
  field = *value;
}

void KnobReader::flag(std::string_view name, bool& field) {
  if (const auto found = find(name)) field = found->boolean().value_or(field);
}

void KnobReader::text(std::string_view name, std::string& field) {
  if (const auto found = find(name)) field = found->text().value_or(field);
}

void KnobReader::secret(std::string_view name, Secret& field) {
  const auto found = find(name);
  if (!found) return;
  if (auto value = found->secret(providers_)) field = std::move(*value);
}

void KnobReader::texts(std::string_view name, std::vector<std::string>& field) {
  const auto found = find(name);
  if (!found) return;
  field.clear();
  for (const auto& item : found->items())
    if (auto text = item.non_empty_text()) field.push_back(std::move(*text));
}

void KnobReader::version(std::string_view name, TlsVersion& field) {
  const auto found = find(name);
  if (!found) return;
  const auto text = found->text();
  if (!text) return;
  if (*text == "1.2") {
    field = TlsVersion::tls_1_2;
  } else if (*text == "1.3") {
    field = TlsVersion::tls_1_3;
  } else {
    ConfigProblem problem;
    problem.expected = "\"1.2\" or \"1.3\"";
    found->complain(std::move(problem));
  }
}

void KnobReader::statuses(std::string_view name, std::vector<int>& field) {
  constexpr IntegerRange errors{.least = 400, .most = 599};
  const auto found = find(name);
  if (!found) return;
  field.clear();
  for (const auto& item : found->items())
    if (const auto status = item.integer(errors)) field.push_back(static_cast<int>(*status));
}

}  // namespace crmlink::http
