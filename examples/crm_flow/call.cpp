#include "call.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

namespace crm_flow {

namespace asio = boost::asio;
using crmlink::CrmEvent;
using crmlink::CrmEventKind;
using crmlink::CrmOutcome;
using crmlink::CrmStatus;

namespace {

// A host with a real outbox waits for the time of each step; here all are taken at once.
constexpr auto whenever = crmlink::Clock::WallTime::max();
constexpr int most_rounds = 5;

}  // namespace

Call::Call(CallServices services, SessionFiles files, crmlink::Variables session)
    : services_(std::move(services)),
      files_(std::move(files)),
      session_(services_.crm, std::move(session)) {}

asio::awaitable<void> Call::live() {
  co_await ring();
  if (!cancelled_) co_await talk();
  if (!cancelled_) co_await hang_up();
  deferred_ = services_.outbox->size();
  if (!cancelled_ && deferred_ > 0) co_await catch_up();
}

/// Before the agent answers: who is it, and what about? The agent's screen shows it.
asio::awaitable<void> Call::ring() {
  auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::use_awaitable);
  auto options = in_time();
  const auto begun = co_await session_.async_begin(std::move(options), std::move(token));
  timeline_.add("ring", begun, services_.transport->take_times());
  cancelled_ |= begun.status == CrmStatus::cancelled;
  // Whatever failed: the call goes on, and async_finish makes up for it.
  if (const auto pop = session_.record_pop()) {
    const auto event = pop->to_json();
    timeline_.add("screen pop", "shown", pop->record_url);
    services_.pop(event);
  }
  services_.on_answer();
}

asio::awaitable<void> Call::talk() {
  CrmEvent started(CrmEventKind::started);
  co_await report("answer", std::move(started));

  std::vector<crmlink::CrmEventDetail> where{{"To", "Billing"}, {"Reason", "Wrong address"}};
  CrmEvent transfer(CrmEventKind::transfer, std::move(where));
  co_await report("transfer", std::move(transfer));

  session_.set("RATING", "5");
  session_.set("FEEDBACK", "Quick & friendly");
  CrmEvent rating(CrmEventKind::csat);
  co_await report("rating", std::move(rating));

  std::vector<crmlink::CrmEventDetail> result{{"Code", "Resolved"},
                                              {"Notes", "Address corrected, new invoice sent"}};
  CrmEvent disposition(CrmEventKind::disposition, std::move(result));
  co_await report("disposition", std::move(disposition));
}

asio::awaitable<void> Call::report(std::string_view step, CrmEvent event) {
  if (cancelled_) co_return;
  auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::use_awaitable);
  auto options = in_time();
  const auto told =
      co_await session_.async_report(std::move(event), std::move(options), std::move(token));
  note(step, told);
}

/// Nobody waits any more: the comment, the update and the files take the time that they need.
asio::awaitable<void> Call::hang_up() {
  session_.set("CALL_DURATION", "02:05");
  session_.set("WAIT_TIME", "00:07");
  session_.set("DISCONNECTED_BY", "customer");
  session_.set("TICKET_DESCRIPTION", "Wrong address on an invoice. Corrected, new invoice sent.");
  auto closing = this->closing();
  if (!closing) co_return;
  auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::use_awaitable);
  crmlink::CrmCallOptions options;
  const auto ended =
      co_await session_.async_finish(*std::move(closing), std::move(options), std::move(token));
  note("hang-up", ended);
}

std::optional<crmlink::CrmClosing> Call::closing() {
  const auto variables = session_.variables();
  const auto* const name = variables.text("NAME");
  std::vector<crmlink::CrmFile> files;
  for (auto& file : {files_.recording(), files_.transcript(name != nullptr ? *name : "Caller")}) {
    if (file)
      files.push_back(*file);
    else
      timeline_.add("hang-up", "failed", file.error().message());
    complete_ = complete_ && file;
  }
  crmlink::CrmClosing closing(std::move(files));
  closing.metadata = [this] {
    timeline_.add("metadata", "written");
    return files_.metadata(session_.variables());
  };
  return closing;
}

/// The CRM is back: what the outbox has kept is done, in its order.
asio::awaitable<void> Call::catch_up() {
  const bool so_far = std::exchange(complete_, false);
  timeline_.add("outbox", "waiting", std::to_string(deferred_) + " to do when the CRM is back");
  if (!services_.on_end()) co_return;
  timeline_.add("outbox", "the CRM is back");
  bool all_done = true;
  for (int round = 0; round < most_rounds && services_.outbox->size() > 0; ++round) {
    auto steps = services_.outbox->take_due(whenever);
    for (auto& step : steps) {
      if (cancelled_) co_return;
      auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::use_awaitable);
      crmlink::CrmCallOptions options;
      const auto done = co_await services_.crm.async_resume(std::move(step), std::move(options),
                                                            std::move(token));
      timeline_.add("outbox", done, services_.transport->take_times());
      cancelled_ |= done.status == CrmStatus::cancelled;
      if (!done.succeeded() && done.status != CrmStatus::deferred) all_done = false;
    }
  }
  complete_ = so_far && all_done && services_.outbox->size() == 0;
}

void Call::note(std::string_view step, const CrmOutcome& outcome) {
  timeline_.add(step, outcome, services_.transport->take_times());
  cancelled_ |= outcome.status == CrmStatus::cancelled;
  const bool settled = outcome.succeeded() || outcome.status == CrmStatus::skipped ||
                       outcome.status == CrmStatus::deferred;
  if (!settled) complete_ = false;
}

crmlink::CrmCallOptions Call::in_time() const {
  crmlink::CrmCallOptions options;
  options.deadline = std::chrono::steady_clock::now() + services_.deadline;
  return options;
}

void Call::cancel() {
  cancelled_ = true;
  cancel_.emit(asio::cancellation_type::terminal);
}

}  // namespace crm_flow
