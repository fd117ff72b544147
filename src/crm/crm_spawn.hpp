#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <exception>
#include <memory>
#include <utility>

#include "core/completion.hpp"
#include "crmlink/crm/generic_crm.hpp"

namespace crmlink {

/// An operation under way: what its handler and its cancellation have in common.
template <class Job>
struct CrmRun {
  CrmRun(Job of_run, GenericCrm::Handler handler, const boost::asio::any_io_executor& home)
      : job(std::move(of_run)), completion(std::move(handler), home) {}

  Job job;
  boost::asio::cancellation_signal signal;
  Completion<CrmOutcome> completion;
};

inline CrmOutcome cancelled_crm_outcome() {
  CrmOutcome outcome;
  outcome.status = CrmStatus::cancelled;
  outcome.error = Errc::cancelled;
  return outcome;
}

/// Starts the coroutine `begin(job)` on a strand of its own; the job lives as long as it runs.
template <class Job, class Begin>
void spawn_on_crm(const boost::asio::any_io_executor& executor, Job job,
                  GenericCrm::Handler handler, Begin begin) {
  namespace asio = boost::asio;
  const auto run = std::make_shared<CrmRun<Job>>(std::move(job), std::move(handler), executor);
  const auto strand = asio::make_strand(executor);
  run->completion.on_cancel([weak = std::weak_ptr(run), strand] {
    asio::post(strand, [weak] {
      if (const auto live = weak.lock()) live->signal.emit(asio::cancellation_type::terminal);
    });
  });
  asio::co_spawn(
      strand, begin(run->job),
      asio::bind_cancellation_slot(
          run->signal.slot(), [run](const std::exception_ptr& failed, CrmOutcome outcome) {
            run->completion.complete(failed ? cancelled_crm_outcome() : std::move(outcome));
          }));
}

}  // namespace crmlink
