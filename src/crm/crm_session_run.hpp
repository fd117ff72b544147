#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "crm/crm_session_state.hpp"
#include "crm/keyed_lock.hpp"
#include "crmlink/crm/crm_session.hpp"

namespace crmlink {

/// Runs one operation of a session. Lives on one strand, until its end.
class CrmSessionRun {
 public:
  CrmSessionRun(std::shared_ptr<CrmSessionState> state, CrmCallOptions options);

  boost::asio::awaitable<CrmOutcome> begin();
  boost::asio::awaitable<CrmOutcome> report(CrmEvent event);
  boost::asio::awaitable<CrmOutcome> finish(CrmClosing closing);

 private:
  boost::asio::awaitable<Result<KeyedLock::Holder>> async_turn();
  boost::asio::awaitable<CrmOutcome> close(CrmClosing closing);
  boost::asio::awaitable<CrmOutcome> upload_metadata(CrmClosing::Metadata metadata,
                                                     Clock::TimePoint when);
  CrmOutcome keep(std::vector<CrmTask> tasks, Error error);

  std::shared_ptr<CrmSessionState> state_;
  CrmCallOptions options_;
};

}  // namespace crmlink
