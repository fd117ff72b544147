#include "crm/crm_flow.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "crm/crm_exchange.hpp"
#include "crm/endpoint_state.hpp"
#include "crmlink/crm/crm_retry.hpp"
#include "crmlink/crm/crm_variables.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

bool concerns_account(CrmOperation operation) noexcept {
  return operation == CrmOperation::find_account || operation == CrmOperation::create_account ||
         operation == CrmOperation::find_account_by_id;
}

CrmOperation search_for(CrmOperation create) noexcept {
  return create == CrmOperation::create_account ? CrmOperation::find_account
                                                : CrmOperation::find_record;
}

CrmStatus status_of(CrmOperation operation, CrmVerdict verdict) noexcept {
  switch (verdict) {
    case CrmVerdict::found:
      return is_create(operation) ? CrmStatus::created : CrmStatus::found;
    case CrmVerdict::conflict:
      return CrmStatus::found;
    case CrmVerdict::not_found:
      return CrmStatus::not_found;
    case CrmVerdict::ambiguous:
      return CrmStatus::ambiguous;
    case CrmVerdict::done:
      return is_create(operation) ? CrmStatus::created : CrmStatus::done;
    case CrmVerdict::failed:
      break;
  }
  return CrmStatus::failed;
}

Error waited_too_long() {
  ErrorInfo info(Errc::queue_timeout);
  info.where = to_string(CrmOperation::find_account);
  info.detail = "another call for the same caller is still at it";
  return info;
}

/// Returns whether an account is the caller's, by the rules for duplicates.
bool is_proven(const GenericCrmEndpoint::State& creator, const CrmObject& account,
               const Variables& variables) {
  const auto& rules = creator.conflict_verify;
  return account.value() && std::any_of(rules.begin(), rules.end(), [&](const MatchRule& rule) {
           return matches(rule, *account.value(), variables, *creator.phones->numbers);
         });
}

/// Returns whether a request may have been applied although nobody said so.
bool is_lost(const CrmReply& reply) noexcept {
  return reply.verdict == CrmVerdict::failed && reply.status == 0 &&
         reply.error.delivery() != Delivery::not_sent;
}

}  // namespace

CrmFlow::CrmFlow(std::shared_ptr<CrmWorld> world, Variables variables, CrmCallOptions options)
    : world_(std::move(world)), variables_(std::move(variables)), options_(std::move(options)) {
  complete_crm_variables(variables_);
  if (options_.idempotency_key.empty()) options_.idempotency_key = world_->make_key();
}

asio::awaitable<CrmOutcome> CrmFlow::find_or_create_account() {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (variables_.contains("ACCOUNT_ID") && can_call(CrmOperation::find_account_by_id)) {
    auto reply = co_await call(CrmOperation::find_account_by_id, "");
    if (reply.verdict == CrmVerdict::failed)
      co_return fail(CrmOperation::create_account, reply.error);
    if (reply.verdict != CrmVerdict::not_found)
      co_return settle(CrmOperation::find_account_by_id, std::move(reply));
  }
  auto outcome = co_await search_or_create();
  co_return outcome;
}

/// Searches, and creates only when the search says that there is nobody.
asio::awaitable<CrmOutcome> CrmFlow::search_or_create() {
  const auto key = search_key();
  const auto patience = options_.deadline.value_or(world_->now() + world_->config.timeout() * 2);
  const auto turn = world_->turns.enter(key, world_->services.executor);
  const bool has_turn = co_await turn.async_wait(world_->services.clock, patience);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none)
    co_return fail(CrmOperation::create_account, Errc::cancelled);
  if (!has_turn) co_return fail(CrmOperation::create_account, waited_too_long());
  if (can_find(CrmOperation::find_account)) {
    auto reply = co_await call(CrmOperation::find_account, "");
    if (reply.verdict == CrmVerdict::failed)
      co_return fail(CrmOperation::create_account, reply.error);
    if (reply.verdict != CrmVerdict::not_found)
      co_return settle(CrmOperation::find_account, std::move(reply));
  }
  if (const auto id = world_->recall(key))
    co_return existing(CrmOperation::create_account, *id, "created a moment ago");
  // What was asked for by id isn't there: nothing that follows may name it.
  variables_.unset("ACCOUNT_ID");
  if (world_->config.opens_custom_url(variables_)) co_return make_temporary();
  if (world_->config.skip_account_creation())
    co_return end(CrmStatus::not_found, CrmOperation::find_account);
  auto outcome = co_await create(CrmOperation::create_account, "");
  if (outcome.status == CrmStatus::created && !outcome.id.empty())
    world_->remember(key, outcome.id);
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmFlow::find_or_create_record() {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (world_->config.reuse_records() && can_find(CrmOperation::find_record)) {
    auto reply = co_await call(CrmOperation::find_record, "");
    if (reply.verdict == CrmVerdict::failed)
      co_return fail(CrmOperation::create_record, reply.error);
    if (reply.verdict != CrmVerdict::not_found)
      co_return settle(CrmOperation::find_record, std::move(reply));
  }
  if (world_->config.skip_record_creation())
    co_return end(CrmStatus::not_found, CrmOperation::find_record);
  auto outcome = co_await create(CrmOperation::create_record, "");
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmFlow::create(CrmOperation operation, std::string note) {
  if (!can_call(operation)) {
    skip(operation, "");
    co_return end(CrmStatus::skipped, operation);
  }
  auto reply = co_await call(operation, std::move(note));
  const auto& proof = world_->config.endpoint(operation)->state().conflict_verify;
  if (reply.verdict == CrmVerdict::conflict && !proof.empty()) {
    auto outcome = co_await confirm(std::string(reply.id()));
    co_return outcome;
  }
  if (!is_lost(reply)) co_return settle(operation, std::move(reply));
  auto outcome = co_await reconcile(operation, std::move(reply));
  co_return outcome;
}

/// Looks whether the account that is said to exist already is the caller's: what a CRM takes for a
/// duplicate may be somebody else of that name.
asio::awaitable<CrmOutcome> CrmFlow::confirm(std::string id) {
  constexpr auto create = CrmOperation::create_account;
  variables_.set("ACCOUNT_ID", id);
  auto reply =
      co_await call(CrmOperation::find_account_by_id, "whether the duplicate is the caller");
  const auto creator = *world_->config.endpoint(create);
  if (reply.verdict == CrmVerdict::found &&
      is_proven(creator.state(), reply.objects.front(), variables_))
    co_return settle(CrmOperation::find_account_by_id, std::move(reply));
  variables_.unset("ACCOUNT_ID");
  if (reply.verdict == CrmVerdict::failed) co_return fail(create, reply.error);
  ErrorInfo info(Errc::invalid_response);
  info.where = std::string(world_->config.name()) + ": " + std::string(to_string(create));
  info.detail = "the CRM says that the account exists already, and means somebody else's";
  info.delivery = Delivery::answered;
  co_return fail(create, Error(std::move(info)));
}

/// Looks whether a create whose answer was lost was applied. It isn't repeated here: the CRM may
/// still be at it.
asio::awaitable<CrmOutcome> CrmFlow::reconcile(CrmOperation operation, CrmReply lost) {
  const auto state = co_await asio::this_coro::cancellation_state;
  const auto search = search_for(operation);
  if (state.cancelled() != asio::cancellation_type::none || !can_find(search))
    co_return fail(operation, lost.error);
  auto found = co_await call(search, "whether the create was applied");
  if (found.verdict == CrmVerdict::found) co_return settle(search, std::move(found));
  co_return fail(operation, lost.error);
}

asio::awaitable<CrmOutcome> CrmFlow::run(CrmOperation operation) {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (operation == CrmOperation::upload_file) {
    skip(operation, "there is no file");
    co_return end(CrmStatus::skipped, operation);
  }
  if (!can_call(operation)) {
    skip(operation, "");
    co_return end(CrmStatus::skipped, operation);
  }
  auto reply = co_await call(operation, "");
  co_return settle(operation, std::move(reply));
}

asio::awaitable<CrmOutcome> CrmFlow::resume(DeferredCrmStep step) {
  auto task = step.task;
  followers_ = [then = step.then] { return then; };
  resumed_ = std::move(step);
  auto outcome = co_await perform(std::move(task));
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmFlow::perform(CrmTask task) {
  co_await asio::this_coro::throw_if_cancelled(false);
  maybe_applied_ = task.maybe_applied;
  if (!task.idempotency_key.empty()) options_.idempotency_key = task.idempotency_key;
  if (!task.comment.empty()) variables_.set("COMMENT_BODY", task.comment);
  if (task.operation == CrmOperation::create_account) {
    auto outcome = co_await find_or_create_account();
    co_return outcome;
  }
  if (task.operation == CrmOperation::create_record) {
    auto flow = maybe_applied_ ? resume_record() : find_or_create_record();
    auto outcome = co_await std::move(flow);
    co_return outcome;
  }
  if (task.file) {
    auto outcome = co_await upload(task.file);
    co_return outcome;
  }
  auto outcome = co_await run(task.operation);
  co_return outcome;
}

/// Looks for a record that may have been created although no reply came, before it creates one.
asio::awaitable<CrmOutcome> CrmFlow::resume_record() {
  if (can_find(CrmOperation::find_record)) {
    auto reply = co_await call(CrmOperation::find_record, "before it is created again");
    if (reply.verdict == CrmVerdict::failed)
      co_return fail(CrmOperation::create_record, reply.error);
    if (reply.verdict != CrmVerdict::not_found)
      co_return settle(CrmOperation::find_record, std::move(reply));
  }
  auto outcome = co_await create(CrmOperation::create_record, "");
  co_return outcome;
}

asio::awaitable<CrmReply> CrmFlow::call(CrmOperation operation, std::string note) {
  const auto endpoint = *world_->config.endpoint(operation);
  auto reply = co_await call_endpoint(endpoint, std::move(note), nullptr);
  co_return reply;
}

/// Keeps the step.
asio::awaitable<CrmReply> CrmFlow::call_endpoint(GenericCrmEndpoint endpoint, std::string note,
                                                 std::shared_ptr<const CrmFile> file) {
  CrmExchange exchange(world_, std::move(endpoint), options_);
  auto reply = co_await exchange.run(variables_, std::move(file));
  retry_after_ = exchange.retry_after();
  outcome_.steps.push_back(exchange.step());
  outcome_.steps.back().note = std::move(note);
  co_return reply;
}

bool CrmFlow::can_call(CrmOperation operation) const {
  const auto endpoint = world_->config.endpoint(operation);
  return endpoint && endpoint->missing(variables_).empty();
}

/// Returns whether a search could find anybody: without a value that a match is verified by, its
/// reply is about strangers, whom nobody need load.
bool CrmFlow::can_find(CrmOperation operation) {
  if (!can_call(operation)) return false;
  if (world_->config.endpoint(operation)->can_match(variables_)) return true;
  skip(operation, "there is nothing to search by");
  return false;
}

/// Returns what two calls for the same caller have in common: what they search by.
std::string CrmFlow::search_key() const {
  for (const auto operation : {CrmOperation::find_account, CrmOperation::create_account}) {
    const auto endpoint = world_->config.endpoint(operation);
    if (!endpoint) continue;
    if (auto request = endpoint->plan(variables_))
      return request->url.to_string() + '\n' + request->body;
  }
  return options_.idempotency_key;
}

CrmOutcome CrmFlow::settle(CrmOperation operation, CrmReply reply) {
  if (reply.verdict == CrmVerdict::failed) return fail(operation, reply.error);
  if (!reply.id().empty()) set_id(operation, std::string(reply.id()));
  outcome_.objects = std::move(reply.objects);
  return end(status_of(operation, reply.verdict), operation);
}

CrmOutcome CrmFlow::existing(CrmOperation operation, std::string id, std::string note) {
  skip(operation, std::move(note));
  set_id(operation, id);
  outcome_.objects.assign(1, CrmObject(std::move(id)));
  return end(CrmStatus::found, operation);
}

CrmOutcome CrmFlow::end(CrmStatus status, CrmOperation operation) {
  outcome_.status = status;
  const bool account = concerns_account(operation);
  outcome_.url =
      account ? world_->config.account_url(variables_) : world_->config.record_url(variables_);
  return std::move(outcome_);
}

CrmOutcome CrmFlow::fail(CrmOperation operation, Error error) {
  auto status = CrmStatus::failed;
  maybe_applied_ = maybe_applied_ || error.delivery() == Delivery::maybe_applied;
  if (error.is(Condition::cancelled))
    status = CrmStatus::cancelled;
  else if (defer(operation, error))
    status = CrmStatus::deferred;
  outcome_.error = std::move(error);
  return end(status, operation);
}

/// Hands a step to the outbox; false: there is none, or it isn't worth another attempt.
bool CrmFlow::defer(CrmOperation operation, const Error& error) {
  const auto policy = world_->config.retry();
  const auto wall = world_->services.clock->wall_now();
  const bool uploads = operation == CrmOperation::upload_file;
  const bool keepable = !is_find(operation) && (!uploads || file_->content->can_repeat());
  if (!defers_ || !keepable || !world_->services.outbox || !is_retried(policy, error)) return false;
  DeferredCrmStep step;
  if (resumed_) step = *resumed_;
  if (step.attempts == 0) step.first_attempt = wall;
  step.task.operation = operation;
  step.task.idempotency_key = options_.idempotency_key;
  step.task.maybe_applied = maybe_applied_ || error.delivery() == Delivery::maybe_applied;
  if (uploads) step.task.file = file_;
  if (followers_) step.then = followers_();
  step.variables = variables_;
  ++step.attempts;
  const auto delay = retry_delay(policy, step.attempts, world_->random());
  step.next_attempt = std::max(wall + std::max(delay, retry_after_.value_or(delay)), not_before_);
  not_before_ = step.next_attempt;
  step.error = error;
  if (step.next_attempt - step.first_attempt > crm_retry_horizon) return false;
  world_->services.outbox->defer(std::move(step));
  return true;
}

/// Gives the session an account that isn't one: the agent makes it on the page that opens.
CrmOutcome CrmFlow::make_temporary() {
  skip(CrmOperation::create_account, "the queue opens a page for unknown customers");
  set_id(CrmOperation::create_account, "temp-" + world_->make_key());
  outcome_.status = CrmStatus::temporary;
  outcome_.url = world_->config.open_custom_url(variables_);
  return std::move(outcome_);
}

void CrmFlow::skip(CrmOperation operation, std::string note) {
  CrmStep step;
  step.operation = operation;
  step.verdict = CrmVerdict::done;
  const auto endpoint = world_->config.endpoint(operation);
  if (note.empty())
    note =
        endpoint ? "{" + std::string(endpoint->missing(variables_)) + "} is absent" : "no endpoint";
  step.note = "not asked: " + std::move(note);
  outcome_.steps.push_back(std::move(step));
}

void CrmFlow::set_id(CrmOperation operation, const std::string& id) {
  variables_.set(concerns_account(operation) ? "ACCOUNT_ID" : "RECORD_ID", id);
  outcome_.id = id;
}

}  // namespace crmlink
