#include <utility>

#include "contact/contact_request_reader.hpp"

namespace crmlink {
namespace {

using State = ContactLookupConfig::State;

/// Reads for which conversations and events it is.
void read_filters(ConfigObject& root, State& state) {
  state.channel =
      static_cast<ContactChannel>(root.choice("channel", {"phone", "chat", "email", "multi"},
                                              static_cast<std::size_t>(ContactChannel::multi)));
  state.direction =
      static_cast<ContactDirection>(root.choice("direction", {"inbound", "outbound", "both"},
                                                static_cast<std::size_t>(ContactDirection::both)));
  if (root.require("events", "the events at which it runs, such as [\"Received\"]"))
    state.events = root.texts("events", 1);
  state.queues = root.texts("queues");
  state.direct = root.boolean("direct", false);
  state.ordinal = root.integer("ordinal", {.least = 0, .most = 1'000'000}, 0);
}

void read_config(ConfigObject& root, const ContactParseOptions& options, State& state) {
  root.also_known("$schema");
  state.name = root.required_text("name");
  state.credential = root.text("credential", state.name);
  read_filters(root, state);
  ContactRequestReader reader(options.patterns, state);
  reader.read_url(root);
  auto request = root.required_object("request");
  reader.read_request(request);
  read_contact_response(root, state);
  root.reject_unknown();
}

}  // namespace

Result<ContactLookupConfig> parse_contact_lookup(std::string_view json,
                                                 const ContactParseOptions& options) {
  auto document = ConfigDocument::parse(options.document, json);
  auto root = document.root();
  auto state = std::make_shared<State>();
  read_config(root, options, *state);
  if (options.document.empty()) document.rename(state->name);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return ContactLookupConfig(std::move(state));
}

}  // namespace crmlink
