#include "crm/crm_chain.hpp"

#include <iterator>
#include <utility>

namespace crmlink {
namespace {

namespace asio = boost::asio;

/// How grave an end is, among several.
int gravity(CrmStatus status) noexcept {
  switch (status) {
    case CrmStatus::skipped:
      return 0;
    case CrmStatus::done:
    case CrmStatus::found:
    case CrmStatus::created:
    case CrmStatus::temporary:
      return 1;
    case CrmStatus::not_found:
      return 2;
    case CrmStatus::ambiguous:
      return 3;
    case CrmStatus::deferred:
      return 4;
    case CrmStatus::failed:
      return 5;
    case CrmStatus::cancelled:
      break;
  }
  return 6;
}

}  // namespace

bool ends_chain(CrmStatus create) noexcept {
  return gravity(create) >= gravity(CrmStatus::ambiguous);
}

bool is_graver(CrmStatus status, CrmStatus than) noexcept {
  return gravity(status) > gravity(than);
}

CrmChain::CrmChain(std::shared_ptr<CrmWorld> world, Variables variables, CrmCallOptions options)
    : world_(std::move(world)), variables_(std::move(variables)), options_(std::move(options)) {
  total_.status = CrmStatus::skipped;
}

asio::awaitable<CrmOutcome> CrmChain::run(std::vector<CrmTask> tasks) {
  for (auto task = tasks.begin(); task != tasks.end(); ++task) {
    std::vector<CrmTask> rest(std::next(task), tasks.end());
    const bool creates = is_create(task->operation);
    auto outcome = co_await perform(*task, std::move(rest));
    const auto status = outcome.status;
    add(std::move(outcome));
    if (status == CrmStatus::cancelled || (creates && ends_chain(status))) break;
  }
  co_return std::move(total_);
}

asio::awaitable<CrmOutcome> CrmChain::perform(CrmTask task, std::vector<CrmTask> rest) {
  CrmFlow flow(world_, variables_, options_);
  if (!defers_) flow.keep_out_of_outbox();
  flow.set_not_before(not_before_);
  if (is_create(task.operation))
    flow.set_followers([this, rest = std::move(rest)] {
      auto all = rest;
      if (!last_) return all;
      for (auto& each : last_())
        all.push_back(std::move(each));
      return all;
    });
  const auto operation = task.operation;
  auto outcome = co_await flow.perform(std::move(task));
  for (const auto* const id : {"ACCOUNT_ID", "RECORD_ID"})
    if (const auto* const known = flow.variables().text(id))
      variables_.set(id, *known);
    else
      variables_.unset(id);
  not_before_ = flow.not_before();
  if (is_create(operation)) creates_.push_back({operation, outcome.status, flow.maybe_applied()});
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmChain::resume(DeferredCrmStep step) {
  auto then = step.then;
  const bool creates = is_create(step.task.operation);
  CrmFlow flow(world_, variables_, options_);
  auto outcome = co_await flow.resume(std::move(step));
  if (then.empty() || outcome.status == CrmStatus::cancelled ||
      (creates && ends_chain(outcome.status)))
    co_return outcome;
  variables_ = flow.variables();
  options_.idempotency_key.clear();
  add(std::move(outcome));
  auto all = co_await run(std::move(then));
  co_return all;
}

/// Puts one end to those so far: the first of the gravest, the last of the good ones. The id and
/// the page are those of the last that has them.
void CrmChain::add(CrmOutcome outcome) {
  const auto weight = gravity(outcome.status);
  const auto so_far = gravity(total_.status);
  if (weight > so_far || (weight == so_far && weight == gravity(CrmStatus::done))) {
    total_.status = outcome.status;
    total_.error = std::move(outcome.error);
  }
  for (auto& step : outcome.steps)
    total_.steps.push_back(std::move(step));
  if (!outcome.id.empty()) total_.id = std::move(outcome.id);
  if (!outcome.url.empty()) total_.url = std::move(outcome.url);
  if (!outcome.objects.empty()) total_.objects = std::move(outcome.objects);
}

}  // namespace crmlink
