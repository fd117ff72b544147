#include "crmlink/contact/contact_lookup_config.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "contact/contact_config_state.hpp"
#include "crmlink/text/json_path.hpp"
#include "text/names.hpp"

namespace crmlink {
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

bool fits(ContactDirection wanted, std::string_view direction) noexcept {
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

}  // namespace

ContactLookupConfig::ContactLookupConfig(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

std::string_view ContactLookupConfig::name() const noexcept {
  return state_->name;
}

ContactChannel ContactLookupConfig::channel() const noexcept {
  return state_->channel;
}

ContactDirection ContactLookupConfig::direction() const noexcept {
  return state_->direction;
}

const std::vector<std::string>& ContactLookupConfig::events() const noexcept {
  return state_->events;
}

const std::vector<std::string>& ContactLookupConfig::queues() const noexcept {
  return state_->queues;
}

bool ContactLookupConfig::direct() const noexcept {
  return state_->direct;
}

std::int64_t ContactLookupConfig::ordinal() const noexcept {
  return state_->ordinal;
}

bool ContactLookupConfig::is_echo() const noexcept {
  return state_->echo;
}

std::chrono::milliseconds ContactLookupConfig::timeout() const noexcept {
  return state_->timeout;
}

std::chrono::milliseconds ContactLookupConfig::delay() const noexcept {
  return state_->delay;
}

std::chrono::milliseconds ContactLookupConfig::delay_max() const noexcept {
  return state_->delay_max;
}

bool ContactLookupConfig::blocks() const noexcept {
  return state_->block || state_->save || state_->set;
}

bool ContactLookupConfig::verify() const noexcept {
  return state_->verify;
}

const std::string& ContactLookupConfig::proxy() const noexcept {
  return state_->proxy;
}

const std::string& ContactLookupConfig::credential() const noexcept {
  return state_->credential;
}

const std::vector<std::string>& ContactLookupConfig::credentials() const noexcept {
  return state_->credentials;
}

const std::vector<std::string>& ContactLookupConfig::agent_view() const noexcept {
  return state_->agent_view;
}

const std::vector<std::string>& ContactLookupConfig::statistics_view() const noexcept {
  return state_->statistics_view;
}

std::string ContactLookupConfig::mismatch(const Variables& scopes) const {
  if (!is_listed(state_->events, member(scopes, "event", "name"))) return "another event";
  const auto channel = channel_of(member(scopes, "contact", "channel_type"));
  if (state_->channel != ContactChannel::multi && channel != state_->channel)
    return "another channel";
  if (!fits(state_->direction, member(scopes, "contact", "direction"))) return "another direction";
  if (!fits_queue(*this, scopes)) return "another queue";
  return {};
}

}  // namespace crmlink
