#include "crm/crm_session_state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crmlink {

CrmSessionState::CrmSessionState(std::shared_ptr<CrmWorld> of_world, Variables of_session)
    : world(std::move(of_world)), variables_(std::move(of_session)) {
  account_.task.idempotency_key = world->make_key();
  record_.task.idempotency_key = world->make_key();
}

void CrmSessionState::set(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  variables_.set(name, value);
}

void CrmSessionState::use_account(std::string_view id) {
  const std::lock_guard lock(mutex_);
  variables_.set("ACCOUNT_ID", id);
  account_.settled = !id.empty();
}

Variables CrmSessionState::variables() const {
  const std::lock_guard lock(mutex_);
  return variables_;
}

std::string CrmSessionState::text(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto* const value = variables_.text(name);
  return value ? *value : std::string();
}

std::string CrmSessionState::page() const {
  const auto& config = world->config;
  const std::lock_guard lock(mutex_);
  auto page = temporary_ ? config.open_custom_url(variables_) : std::string();
  if (page.empty()) page = config.record_url(variables_);
  return page.empty() ? config.account_url(variables_) : page;
}

void CrmSessionState::name(CrmOutcome& outcome) const {
  outcome.url = page();
  outcome.id = text(has_records() ? "RECORD_ID" : "ACCOUNT_ID");
}

bool CrmSessionState::has_records() const noexcept {
  const auto& config = world->config;
  return config.has(CrmOperation::find_record) || config.has(CrmOperation::create_record);
}

std::vector<CrmTask> CrmSessionState::missing() const {
  using enum CrmOperation;
  const auto& config = world->config;
  std::vector<CrmTask> tasks;
  const std::lock_guard lock(mutex_);
  if (record_.settled || variables_.contains("RECORD_ID")) return tasks;
  const bool has_accounts = config.has(find_account) || config.has(find_account_by_id);
  if (has_accounts && !account_.settled) tasks.push_back(account_.task);
  if (has_records()) tasks.push_back(record_.task);
  return tasks;
}

std::vector<CrmTask> CrmSessionState::tasks_for(const CrmEvent& event) const {
  std::vector<CrmTask> tasks;
  const auto comment = world->config.endpoint(CrmOperation::comment);
  if (comment && comment->hears(event.kind)) {
    CrmTask task(CrmOperation::comment);
    task.comment = comment->text_of(event, variables());
    if (!task.comment.empty()) tasks.push_back(std::move(task));
  }
  const auto update = world->config.endpoint(CrmOperation::update_record);
  if (update && update->hears(event.kind)) tasks.emplace_back(CrmOperation::update_record);
  return tasks;
}

CrmChain CrmSessionState::make_chain(const CrmCallOptions& options) const {
  const std::lock_guard lock(mutex_);
  CrmChain chain(world, variables_, options);
  chain.set_not_before(not_before_);
  return chain;
}

void CrmSessionState::settle(const CrmChain& chain) {
  const std::lock_guard lock(mutex_);
  not_before_ = chain.not_before();
  for (const auto* const name : {"ACCOUNT_ID", "RECORD_ID"}) {
    const auto* const id = chain.variables().text(name);
    variables_.set(name, id ? *id : std::string());
  }
  for (const auto& end : chain.creates()) {
    auto& create = end.operation == CrmOperation::create_account ? account_ : record_;
    create.settled = !ends_chain(end.status) && end.status != CrmStatus::skipped;
    create.task.maybe_applied = create.task.maybe_applied || end.maybe_applied;
    temporary_ = temporary_ || end.status == CrmStatus::temporary;
    handed_over_ = handed_over_ || end.status == CrmStatus::deferred;
  }
}

void CrmSessionState::keep(std::vector<CrmTask> tasks) {
  const auto is_update = [](const CrmTask& task) {
    return task.operation == CrmOperation::update_record;
  };
  const std::lock_guard lock(mutex_);
  // An update says how things stand when it is sent: the last one says it all.
  if (std::any_of(tasks.begin(), tasks.end(), is_update)) std::erase_if(kept_, is_update);
  std::move(tasks.begin(), tasks.end(), std::back_inserter(kept_));
}

std::vector<CrmTask> CrmSessionState::take_kept() {
  const std::lock_guard lock(mutex_);
  return std::exchange(kept_, {});
}

bool CrmSessionState::is_handed_over() const {
  const std::lock_guard lock(mutex_);
  return handed_over_;
}

}  // namespace crmlink
