#include "crmlink/crm/crm_config.hpp"

#include <utility>

#include "crm/crm_config_state.hpp"

namespace crmlink {
namespace {

std::string link(const text::UrlTemplate& url, const Variables& variables) {
  std::string text;
  static_cast<void>(url.expand(variables, text));
  return text;
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
  return link(state_->account_url, variables);
}

std::string CrmConfig::record_url(const Variables& variables) const {
  return link(state_->record_url, variables);
}

const std::vector<std::string>& CrmConfig::warnings() const noexcept {
  return state_->warnings;
}

}  // namespace crmlink
