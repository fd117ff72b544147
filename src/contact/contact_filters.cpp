#include "contact/contact_filters.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "crmlink/text/json_path.hpp"
#include "text/names.hpp"

namespace crmlink::contact {
namespace {

std::string member(const Variables& scopes, std::string_view scope, std::string_view path) {
  const auto* const root = scopes.json(scope);
  const auto parsed = JsonPath::parse(path);
  const auto* const found = root && parsed ? parsed->find(*root) : nullptr;
  const auto* const text = found ? found->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

bool is_listed(const std::vector<std::string>& list, std::string_view name) {
  return !name.empty() && std::any_of(list.begin(), list.end(), [name](const std::string& each) {
    return text::same_name(each, name);
  });
}

std::optional<ContactChannel> channel_of(std::string_view type) noexcept {
  if (text::same_name(type, "phone")) return ContactChannel::phone;
  if (text::same_name(type, "chat")) return ContactChannel::chat;
  if (text::same_name(type, "email") || text::same_name(type, "e-mail"))
    return ContactChannel::email;
  return std::nullopt;
}

bool fits_direction(ContactDirection wanted, std::string_view direction) noexcept {
  if (wanted == ContactDirection::both) return true;
  const bool inbound = wanted == ContactDirection::inbound;
  return text::same_name(direction, inbound ? "inbound" : "outbound");
}

bool fits_queue(const ContactLookupConfig& config, const Variables& scopes) {
  const auto id = member(scopes, "contact", "queue.id");
  const auto address = member(scopes, "contact", "queue.address");
  if (id.empty() && address.empty()) return config.direct() || config.queues().empty();
  if (config.queues().empty()) return !config.direct();
  return is_listed(config.queues(), "*") || is_listed(config.queues(), id) ||
         is_listed(config.queues(), address);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    all.append(all.empty() ? "" : ", ").append(text);
  return all;
}

std::string wanted_channel(ContactChannel channel) {
  constexpr std::string_view names[] = {"phone", "chat", "email", "any"};
  return std::string(names[static_cast<std::size_t>(channel)]);
}

std::string wanted_direction(ContactDirection direction) {
  constexpr std::string_view names[] = {"inbound", "outbound", "any"};
  return std::string(names[static_cast<std::size_t>(direction)]);
}

std::string wanted_queue(const ContactLookupConfig& config) {
  if (config.queues().empty())
    return config.direct() ? "none: direct conversations" : "any, or none";
  return joined(config.queues()) + (config.direct() ? ", or none" : "");
}

std::string queue_of(const Variables& scopes) {
  auto id = member(scopes, "contact", "queue.id");
  const auto address = member(scopes, "contact", "queue.address");
  if (!id.empty() && !address.empty()) id += ' ';
  return id + address;
}

}  // namespace

std::string_view to_string(Filter filter) noexcept {
  constexpr std::string_view names[] = {"event", "channel", "direction", "queue"};
  return names[static_cast<std::size_t>(filter)];
}

bool passes(Filter filter, const ContactLookupConfig& config, const Variables& scopes) {
  switch (filter) {
    case Filter::event:
      return is_listed(config.events(), found_by(filter, scopes));
    case Filter::channel:
      return config.channel() == ContactChannel::multi ||
             channel_of(found_by(filter, scopes)) == config.channel();
    case Filter::direction:
      return fits_direction(config.direction(), found_by(filter, scopes));
    case Filter::queue:
      return fits_queue(config, scopes);
  }
  return false;
}

std::string wanted_by(Filter filter, const ContactLookupConfig& config) {
  switch (filter) {
    case Filter::event:
      return joined(config.events());
    case Filter::channel:
      return wanted_channel(config.channel());
    case Filter::direction:
      return wanted_direction(config.direction());
    case Filter::queue:
      return wanted_queue(config);
  }
  return {};
}

std::string found_by(Filter filter, const Variables& scopes) {
  switch (filter) {
    case Filter::event:
      return member(scopes, "event", "name");
    case Filter::channel:
      return member(scopes, "contact", "channel_type");
    case Filter::direction:
      return member(scopes, "contact", "direction");
    case Filter::queue:
      return queue_of(scopes);
  }
  return {};
}

}  // namespace crmlink::contact
