#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/crm/crm_outbox.hpp"
#include "crmlink/crm/crm_session.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "session_files.hpp"
#include "timeline.hpp"
#include "watched_transport.hpp"

namespace crm_flow {

/// What a call needs from its host.
struct CallServices {
  CallServices(crmlink::GenericCrm to_crm, std::shared_ptr<WatchedTransport> by_transport,
               std::shared_ptr<crmlink::MemoryCrmOutbox> with_outbox)
      : crm(std::move(to_crm)),
        transport(std::move(by_transport)),
        outbox(std::move(with_outbox)) {}

  crmlink::GenericCrm crm;
  std::shared_ptr<WatchedTransport> transport;  ///< By which the CRM is asked.
  std::shared_ptr<crmlink::MemoryCrmOutbox> outbox;
  std::chrono::milliseconds deadline{5000};     ///< For each thing done while the call is up.
  std::function<void(const std::string&)> pop;  ///< Opens a page on the agent's screen.
  std::function<void()> on_answer = [] {};      ///< The agent takes the call.
  std::function<bool()> on_end = [] { return false; };  ///< Says whether a failing CRM is back.
};

/// One call, from its ring to what follows its end. Lives on one thread.
class Call {
 public:
  Call(CallServices services, SessionFiles files, crmlink::Variables session);

  /// Lives through the call. Ends early when it is cancelled.
  boost::asio::awaitable<void> live();
  /// Ends what is under way and all that would follow.
  void cancel();

  const Timeline& timeline() const { return timeline_; }
  const crmlink::CrmSession& session() const { return session_; }
  /// Whether everything was done, at once or later.
  bool complete() const { return complete_ && !cancelled_; }
  bool cancelled() const { return cancelled_; }
  /// How many steps were handed to the outbox.
  std::size_t deferred() const { return deferred_; }

 private:
  boost::asio::awaitable<void> ring();
  boost::asio::awaitable<void> talk();
  boost::asio::awaitable<void> hang_up();
  boost::asio::awaitable<void> catch_up();
  boost::asio::awaitable<void> report(std::string_view step, crmlink::CrmEvent event);
  void note(std::string_view step, const crmlink::CrmOutcome& outcome);
  crmlink::CrmCallOptions in_time() const;
  std::optional<crmlink::CrmClosing> closing();

  CallServices services_;
  SessionFiles files_;
  crmlink::CrmSession session_;
  Timeline timeline_;
  boost::asio::cancellation_signal cancel_;
  std::size_t deferred_ = 0;
  bool complete_ = true;
  bool cancelled_ = false;
};

}  // namespace crm_flow
