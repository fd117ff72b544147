#include "crm/crm_session_run.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "crm/crm_chain.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Longer than what comes before can take: uploads end within an hour.
constexpr auto patience = 2h;

CrmOutcome with_error(CrmStatus status, Error error) {
  CrmOutcome outcome;
  outcome.status = status;
  outcome.error = std::move(error);
  return outcome;
}

CrmOutcome failed(Error error) {
  const bool cancelled = error.is(Condition::cancelled);
  return with_error(cancelled ? CrmStatus::cancelled : CrmStatus::failed, std::move(error));
}

Error failed_with(Errc code, std::string_view where, std::string detail) {
  ErrorInfo info(code);
  info.where = where;
  info.detail = std::move(detail);
  return info;
}

/// Returns the file as a task, or std::nullopt when the host couldn't give it.
std::optional<CrmTask> metadata_task(const CrmClosing::Metadata& metadata, Error& error) {
  auto file = metadata();
  if (!file) {
    error = file.error();
    return std::nullopt;
  }
  CrmTask task(CrmOperation::upload_file);
  task.file = std::make_shared<const CrmFile>(std::move(*file));
  return task;
}

void append(CrmOutcome& outcome, CrmOutcome more) {
  std::move(more.steps.begin(), more.steps.end(), std::back_inserter(outcome.steps));
  if (!is_graver(more.status, outcome.status)) return;
  outcome.status = more.status;
  outcome.error = std::move(more.error);
}

}  // namespace

CrmSessionRun::CrmSessionRun(std::shared_ptr<CrmSessionState> state, CrmCallOptions options,
                             std::vector<CrmTask> tasks)
    : state_(std::move(state)),
      options_(std::move(options)),
      tasks_(std::move(tasks)),
      turn_(state_->enter()) {
  // Each step has a key of its own.
  options_.idempotency_key.clear();
}

/// Waits until the operations that were started before have ended; the error says why it can't.
asio::awaitable<Error> CrmSessionRun::async_turn(const KeyedLock::Turn& turn,
                                                 std::optional<Clock::TimePoint> deadline) {
  const auto& world = *state_->world;
  const auto end = deadline.value_or(world.now() + patience);
  const bool has_turn = co_await turn.async_wait(world.services.clock, end);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none)
    co_return Error(Errc::cancelled).within(world.config.name());
  if (has_turn) co_return Error();
  co_return failed_with(Errc::queue_timeout, world.config.name(),
                        "an earlier operation of the session is still under way");
}

asio::awaitable<CrmOutcome> CrmSessionRun::begin() {
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto refused = co_await async_turn(turn_, options_.deadline);
  if (refused) co_return failed(refused);
  auto chain = state_->make_chain(options_);
  chain.keep_out_of_outbox();
  auto outcome = co_await chain.run(state_->missing());
  state_->settle(chain);
  state_->name(outcome);
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmSessionRun::report() {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (tasks_.empty()) co_return with_error(CrmStatus::skipped, {});
  const auto refused = co_await async_turn(turn_, options_.deadline);
  if (refused.is(Condition::cancelled)) co_return failed(refused);
  if (refused) co_return keep(refused);
  auto chain = state_->make_chain(options_);
  if (!chain.variables().contains("RECORD_ID"))
    co_return keep(failed_with(Errc::invalid_value, state_->world->config.name(),
                               "the session has no record yet; kept for its end"));
  auto outcome = co_await chain.run(std::move(tasks_));
  state_->settle(chain);
  co_return outcome;
}

/// Keeps what couldn't be told, for the end of the session.
CrmOutcome CrmSessionRun::keep(Error error) {
  if (state_->is_handed_over())
    return with_error(CrmStatus::failed,
                      failed_with(Errc::invalid_value, state_->world->config.name(),
                                  "the session was handed to the outbox without a record"));
  state_->keep(std::move(tasks_));
  return with_error(CrmStatus::deferred, std::move(error));
}

asio::awaitable<CrmOutcome> CrmSessionRun::finish(CrmClosing closing) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto ended = state_->world->now();
  const auto metadata = closing.metadata;
  auto outcome = co_await close(std::move(closing));
  // A rating may come late.
  turn_.end();
  if (!metadata || outcome.status == CrmStatus::cancelled || state_->is_handed_over())
    co_return outcome;
  auto uploaded =
      co_await upload_metadata(metadata, ended + state_->world->config.metadata_delay());
  append(outcome, std::move(uploaded));
  co_return outcome;
}

/// Does all that needs no waiting.
asio::awaitable<CrmOutcome> CrmSessionRun::close(CrmClosing closing) {
  // Beyond the deadline, too: what can't be sent any more goes to the outbox.
  const auto refused = co_await async_turn(turn_, std::nullopt);
  if (refused) co_return failed(refused);
  auto tasks = state_->missing();
  for (auto& kept : state_->take_kept())
    tasks.push_back(std::move(kept));
  for (auto& each : tasks_)
    tasks.push_back(std::move(each));
  for (auto& file : closing.files) {
    tasks.emplace_back(CrmOperation::upload_file);
    tasks.back().file = std::make_shared<const CrmFile>(std::move(file));
  }
  auto chain = state_->make_chain(options_);
  chain.set_last([&closing] {
    std::vector<CrmTask> last;
    Error ignored;
    auto task = closing.metadata ? metadata_task(closing.metadata, ignored) : std::nullopt;
    if (task) last.push_back(std::move(*task));
    return last;
  });
  auto outcome = co_await chain.run(std::move(tasks));
  state_->settle(chain);
  state_->name(outcome);
  co_return outcome;
}

asio::awaitable<CrmOutcome> CrmSessionRun::upload_metadata(CrmClosing::Metadata metadata,
                                                           Clock::TimePoint when) {
  const auto until = std::min(when, options_.deadline.value_or(when));
  const auto& clock = state_->world->services.clock;
  co_await clock->async_wait_until(until, asio::as_tuple(asio::use_awaitable));
  const auto turn = state_->enter();
  const auto refused = co_await async_turn(turn, std::nullopt);
  if (refused) co_return failed(refused);
  Error error;
  auto task = metadata_task(metadata, error);
  if (!task) co_return failed(error);
  std::vector<CrmTask> tasks(1, std::move(*task));
  auto chain = state_->make_chain(options_);
  auto outcome = co_await chain.run(std::move(tasks));
  state_->settle(chain);
  co_return outcome;
}

}  // namespace crmlink
