#include "crm/event_reader.hpp"

#include <string>
#include <vector>

#include "core/nearest.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

constexpr std::size_t in_html = 1;

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (std::size_t n = 0; n < crm_event_kind_count; ++n)
    names.push_back(to_string(static_cast<CrmEventKind>(n)));
  return names;
}

/// Comments are for what the source page lists; an update is for the end.
bool is_usual(CrmOperation operation, CrmEventKind kind) noexcept {
  if (operation == CrmOperation::update_record) return kind == CrmEventKind::ended;
  return kind != CrmEventKind::queue_selected && kind != CrmEventKind::user_verified;
}

void read_events(ConfigObject& object, CrmOperation operation, EventSettings& settings) {
  if (!object.has("events")) {
    object.also_known("events");
    for (std::size_t n = 0; n < crm_event_kind_count; ++n)
      settings.events.at(n) = is_usual(operation, static_cast<CrmEventKind>(n));
    return;
  }
  const auto names = kind_names();
  for (const auto& value : object.items("events"))
    if (const auto kind = value.choice(names)) settings.events.at(*kind) = true;
}

}  // namespace

void CrmEventReader::read(ConfigObject& object, GenericCrmEndpoint::State& state) const {
  read_events(object, state.operation, state.events);
  if (state.operation != CrmOperation::comment) return;
  state.html = object.choice("text_format", {"text", "html"}, 0) == in_html;
  read_texts(object, state.events);
}

void CrmEventReader::read_texts(ConfigObject& object, EventSettings& settings) const {
  const auto names = kind_names();
  TextTemplate::Options options(Slot::plain, vocabulary_);
  options.functions = &functions_;
  for (const auto& [name, value] : object.members("texts")) {
    const auto kind = parse_crm_event_kind(name);
    if (!kind) {
      ConfigProblem problem("unknown key");
      problem.nearest = nearest_name(name, names);
      value.complain(std::move(problem));
      continue;
    }
    if (const auto source = value.non_empty_text())
      settings.texts.at(static_cast<std::size_t>(*kind)) =
          text::read_template(value, *source, options);
  }
}

}  // namespace crmlink
