#include "crmlink/contact/contact_lookup_config.hpp"

#include <utility>

#include "contact/contact_config_state.hpp"
#include "contact/contact_filters.hpp"

namespace crmlink {
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
  for (const auto filter : contact::filters)
    if (!contact::passes(filter, *this, scopes))
      return "another " + std::string(contact::to_string(filter));
  return {};
}

}  // namespace crmlink
