#include <string>
#include <utility>

#include "contact/contact_names.hpp"
#include "contact/contact_plan.hpp"
#include "crmlink/core/json.hpp"
#include "text/names.hpp"

namespace crmlink::contact {
namespace {

namespace json = boost::json;

constexpr JsonLimits reply_limits{.max_depth = 64, .max_size = std::size_t{16} * 1024 * 1024};

std::string lower(std::string_view name) {
  std::string text(name);
  for (auto& c : text)
    c = text::to_lower(c);
  return text;
}

/// Returns {response}; what isn't JSON has no `body`.
json::object show(const http::Response& response, std::chrono::nanoseconds duration) {
  json::object shown;
  shown["status"] = response.status();
  shown["duration"] = std::chrono::duration<double>(duration).count();
  shown["text"] = json::string_view(response.body());
  json::object headers;
  for (const auto& [name, value] : response.fields())
    headers.emplace(lower(name), json::string_view(value));
  shown["headers"] = std::move(headers);
  if (auto body = parse_json(response.body(), reply_limits)) shown["body"] = std::move(*body);
  return shown;
}

/// Removes what can't be attached: keys that aren't names of XML elements, and objects in which
/// nothing is.
void prune(json::value& value, std::size_t& refused) {
  if (auto* const array = value.if_array())
    for (auto& element : *array)
      prune(element, refused);
  auto* const object = value.if_object();
  if (!object) return;
  json::object kept;
  for (auto& [name, member] : *object) {
    prune(member, refused);
    const auto* const inner = member.if_object();
    if (!is_element_name(name))
      ++refused;
    else if (!member.is_null() && (!inner || !inner->empty()))
      kept.emplace(name, std::move(member));
  }
  value = std::move(kept);
}

Result<json::value> render(const text::JsonTemplate& made, const Variables& variables) {
  std::string text;
  const auto rendered = made.render(variables, text);
  if (!rendered) return rendered.error();
  return parse_json(text, reply_limits);
}

Error not_json() {
  ErrorInfo info(Errc::invalid_json);
  info.where = "response";
  info.detail = "the reply isn't JSON, so {response.body} is nothing";
  info.delivery = Delivery::answered;
  return info;
}

Error refused_status(int status) {
  ErrorInfo info(Errc::http_status);
  info.where = "response";
  info.http_status = status;
  info.delivery = Delivery::answered;
  return info;
}

void save(const text::JsonTemplate& made, const Variables& variables, Reply& reply) {
  auto saved = render(made, variables);
  if (!saved) {
    reply.error = saved.error().within("response.save");
    return;
  }
  std::size_t refused = 0;
  prune(*saved, refused);
  if (refused > 0)
    reply.notes.push_back(std::to_string(refused) +
                          " keys of the reply aren't names of XML elements and were left out");
  reply.save = std::move(*saved);
}

}  // namespace

Reply read_reply(const ContactLookupConfig::State& state, const Variables& scopes,
                 json::object request, const http::Response& response,
                 std::chrono::nanoseconds duration) {
  Reply reply;
  auto shown = show(response, duration);
  const bool is_json = shown.contains("body");
  json::object all;
  all["config_id"] = state.name;
  for (const auto* const scope : {"contact", "event"})
    if (const auto* const value = scopes.json(scope)) all[scope] = *value;
  all["request"] = std::move(request);
  all["response"] = std::move(shown);

  if (!response.ok())
    reply.error = refused_status(response.status());
  else if (state.needs_json && !is_json)
    reply.error = not_json();
  auto variables = scopes;
  variables.set("config_id", state.name);
  const auto* const event = all.if_contains("event");
  const auto* const name =
      event && event->is_object() ? event->get_object().if_contains("name") : nullptr;
  if (name && name->is_string()) variables.set(event_name_variable, name->get_string());
  variables.set_json("request", all["request"]);
  variables.set_json("response", all["response"]);
  if (state.needs_debug) {
    variables.set_json("debug", all);
    variables.set_json(everything_variable, all);
  }
  reply.debug = std::move(all);
  if (!reply.error && state.save) save(*state.save, variables, reply);
  if (!reply.error && state.set) {
    auto set = render(*state.set, variables);
    if (set)
      reply.set = std::move(*set);
    else
      reply.error = set.error().within("response.set");
  }
  return reply;
}

}  // namespace crmlink::contact
