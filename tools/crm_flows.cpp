#include "crm_flows.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <iterator>
#include <utility>

#include "crmlink/crm/crm_session.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;

/// Puts what came later behind what came first; the worse end is that of all.
CrmOutcome joined(CrmOutcome first, CrmOutcome later) {
  std::move(later.steps.begin(), later.steps.end(), std::back_inserter(first.steps));
  if (first.succeeded() && !later.succeeded() && later.status != CrmStatus::skipped) {
    first.status = later.status;
    first.error = std::move(later.error);
  }
  return first;
}

asio::awaitable<CrmOutcome> play(CrmSession session, std::vector<CrmFile> files) {
  co_await asio::this_coro::throw_if_cancelled(false);
  auto total = co_await session.async_begin({}, asio::use_awaitable);
  if (!total.succeeded()) co_return total;
  const CrmEvent started(CrmEventKind::started);
  auto told = co_await session.async_report(started, {}, asio::use_awaitable);
  total = joined(std::move(total), std::move(told));
  if (total.status == CrmStatus::cancelled) co_return total;
  CrmClosing closing(std::move(files));
  auto ended = co_await session.async_finish(std::move(closing), {}, asio::use_awaitable);
  co_return joined(std::move(total), std::move(ended));
}

void start_session(const GenericCrm& crm, Variables call, std::vector<CrmFile> files,
                   GenericCrm::Handler handler) {
  const auto slot = asio::get_associated_cancellation_slot(handler);
  asio::co_spawn(crm.executor(), play(CrmSession(crm, std::move(call)), std::move(files)),
                 asio::bind_cancellation_slot(
                     slot, [handler = std::move(handler)](const std::exception_ptr& failed,
                                                          CrmOutcome outcome) mutable {
                       if (failed) std::rethrow_exception(failed);
                       std::move(handler)(std::move(outcome));
                     }));
}

CrmPlan::Start start_of_flow(const std::string& flow, std::vector<CrmFile> files) {
  if (flow == "account")
    return [](const GenericCrm& crm, Variables call, GenericCrm::Handler handler) {
      crm.async_find_or_create_account(std::move(call), {}, std::move(handler));
    };
  if (flow == "record")
    return [](const GenericCrm& crm, Variables call, GenericCrm::Handler handler) {
      crm.async_find_or_create_record(std::move(call), {}, std::move(handler));
    };
  return [files = std::move(files)](const GenericCrm& crm, Variables call,
                                    GenericCrm::Handler handler) {
    start_session(crm, std::move(call), files, std::move(handler));
  };
}

}  // namespace

CrmPlan::Start start_of(const CrmOptions& options, std::vector<CrmFile> files) {
  if (options.flow) return start_of_flow(options.what, std::move(files));
  const auto operation = parse_crm_operation(options.what).value_or(CrmOperation::find_account);
  if (operation == CrmOperation::upload_file && !files.empty())
    return
        [file = files.front()](const GenericCrm& crm, Variables call, GenericCrm::Handler handler) {
          crm.async_upload(file, std::move(call), {}, std::move(handler));
        };
  return [operation](const GenericCrm& crm, Variables call, GenericCrm::Handler handler) {
    crm.async_run(operation, std::move(call), {}, std::move(handler));
  };
}

}  // namespace crmlink::tool
