#include "crmlink/crm/crm_config.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "crm/crm_config_state.hpp"

namespace crmlink {
namespace {

std::string link(const text::UrlTemplate& url, const Variables& variables) {
  std::string text;
  static_cast<void>(url.expand(variables, text));
  return text;
}

bool is_one_of(std::string_view text, std::span<const std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

Error unlisted(const CrmConfig::State& state, std::string_view variable) {
  ErrorInfo info(Errc::invalid_value);
  info.where = state.name + ": lookup_url";
  info.detail = "{" + std::string(variable) + "} isn't one of its listed values";
  return info;
}

}  // namespace

CrmConfig::CrmConfig(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

std::string_view CrmConfig::name() const noexcept {
  return state_->name;
}

const http::AuthOptions& CrmConfig::auth() const noexcept {
  return state_->auth;
}

std::chrono::milliseconds CrmConfig::timeout() const noexcept {
  return state_->timeout;
}

std::chrono::milliseconds CrmConfig::upload_timeout() const noexcept {
  return state_->upload_timeout;
}

bool CrmConfig::reuse_records() const noexcept {
  return state_->reuse_records;
}

bool CrmConfig::skip_account_creation() const noexcept {
  return state_->skip_account_creation;
}

bool CrmConfig::skip_record_creation() const noexcept {
  return state_->skip_record_creation;
}

PhoneFormat CrmConfig::phone_format() const noexcept {
  return state_->phones->format;
}

CrmRetryPolicy CrmConfig::retry() const noexcept {
  return state_->retry;
}

const Vocabulary& CrmConfig::vocabulary() const noexcept {
  return state_->vocabulary;
}

std::optional<GenericCrmEndpoint> CrmConfig::endpoint(CrmOperation operation) const {
  if (!has(operation)) return std::nullopt;
  return GenericCrmEndpoint(state_->at(operation));
}

bool CrmConfig::has(CrmOperation operation) const noexcept {
  return state_->at(operation) != nullptr;
}

std::string CrmConfig::account_url(const Variables& variables) const {
  return link(state_->links.account, variables);
}

std::string CrmConfig::record_url(const Variables& variables) const {
  return link(state_->links.record, variables);
}

Result<std::string> CrmConfig::lookup_url(const Variables& session) const {
  auto variables = session;
  complete_lookup_variables(variables);
  const auto* const channel = variables.text("CHANNEL");
  const auto* const type = variables.text("TYPE");
  if (channel && !is_one_of(*channel, crm_lookup_channels())) return unlisted(*state_, "CHANNEL");
  if (type && !is_one_of(*type, crm_lookup_types())) return unlisted(*state_, "TYPE");
  auto kind = variables.contains("ANI") ? CrmLookupKind::phone : CrmLookupKind::sdk;
  if (type) kind = crm_lookup_kind(*type).value_or(kind);
  std::string url;
  const auto formed =
      state_->links.lookup.at(static_cast<std::size_t>(kind)).expand(variables, url);
  if (!formed) return formed.error().within("lookup_url").within(state_->name);
  return url;
}

std::string CrmConfig::open_custom_url(const Variables& session) const {
  for (const auto* const name : {"QUEUE_ID", "QUEUE_NAME"}) {
    const auto* const queue = session.text(name);
    const auto found = queue ? state_->links.of_queue.find(*queue) : state_->links.of_queue.end();
    if (found == state_->links.of_queue.end()) continue;
    auto variables = session;
    if (const auto* const number = session.text("PHONE_NUMBER"))
      variables.set("PHONE_NUMBER", state_->phones->numbers->format(*number, state_->phones->format,
                                                                    PhoneUse::create));
    return link(found->second, variables);
  }
  return {};
}

bool CrmConfig::opens_custom_url(const Variables& session) const {
  auto variables = session;
  variables.set("ACCOUNT_ID", "0");
  return !open_custom_url(variables).empty();
}

std::chrono::milliseconds CrmConfig::metadata_delay() const noexcept {
  return state_->metadata_delay;
}

const std::vector<std::string>& CrmConfig::warnings() const noexcept {
  return state_->warnings;
}

}  // namespace crmlink
