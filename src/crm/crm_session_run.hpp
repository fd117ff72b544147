#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "crm/crm_session_state.hpp"
#include "crm/keyed_lock.hpp"
#include "crmlink/crm/crm_session.hpp"

namespace crmlink {

/// Runs one operation of a session. Lives on one strand, until its end.
class CrmSessionRun {
 public:
  /// Takes the next place among the session's operations. `tasks` are what is to be done about an
  /// event.
  CrmSessionRun(std::shared_ptr<CrmSessionState> state, CrmCallOptions options,
                std::vector<CrmTask> tasks = {});

  boost::asio::awaitable<CrmOutcome> begin();
  boost::asio::awaitable<CrmOutcome> report();
  boost::asio::awaitable<CrmOutcome> finish(CrmClosing closing);

 private:
  boost::asio::awaitable<Error> async_turn(const KeyedLock::Turn& turn,
                                           std::optional<Clock::TimePoint> deadline);
  boost::asio::awaitable<CrmOutcome> close(CrmClosing closing);
  boost::asio::awaitable<CrmOutcome> upload_metadata(CrmClosing::Metadata metadata,
                                                     Clock::TimePoint when);
  CrmOutcome keep(Error error);

  std::shared_ptr<CrmSessionState> state_;
  CrmCallOptions options_;
  std::vector<CrmTask> tasks_;
  KeyedLock::Turn turn_;
};

}  // namespace crmlink
