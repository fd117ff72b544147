#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/adapter/adapter_event.hpp"
#include "crmlink/contact/contact_lookup.hpp"
#include "crmlink/crm/crm_session.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/dip/data_dip_profile.hpp"

namespace agent_desktop {

/// Who calls, as the network says.
struct Caller {
  Caller(std::string from_number, std::string with_name)
      : number(std::move(from_number)), name(std::move(with_name)) {}

  std::string number;
  std::string name;  ///< May be empty.
};

/// What calls need from their host.
struct CallServices {
  CallServices(boost::asio::any_io_executor on_executor, crmlink::GenericCrm in_crm,
               crmlink::DataDipProfile by_dip, crmlink::ContactLookup by_lookup)
      : executor(std::move(on_executor)),
        crm(std::move(in_crm)),
        dip(std::move(by_dip)),
        lookup(std::move(by_lookup)) {}

  boost::asio::any_io_executor executor;  ///< Of one thread.
  crmlink::GenericCrm crm;
  crmlink::DataDipProfile dip;
  crmlink::ContactLookup lookup;
};

/// A name and a value for the agent's eyes. Untrusted: the page shows it as text.
struct Shown {
  Shown(std::string with_name, std::string with_value)
      : name(std::move(with_name)), value(std::move(with_value)) {}

  std::string name;
  std::string value;
};

/// What the adapter page is told, in JSON.
using Tell = std::function<void(std::string)>;

/// One call on the agent's desk. What is asked of the CRM goes on when the call is over. For one
/// thread.
class AgentCall : public std::enable_shared_from_this<AgentCall> {
 public:
  AgentCall(const CallServices& services, Caller caller, std::uint64_t id, Tell tell);

  /// Asks who calls, and what is known of them, while it rings.
  void ring();
  void accept();
  void decline();
  /// Sends words of the agent to the CRM.
  void comment(std::string text);
  void disposition(std::string code, std::string notes);
  void hang_up();

  bool over() const { return state_ == State::over; }
  /// Returns all that there is to show, in JSON.
  std::string to_json() const;
  /// Opens the record in the CRM's frame, if there is one by now and the agent has the call.
  void pop() const;

 private:
  enum class State : std::uint8_t { ringing, talking, over };
  using Self = std::shared_ptr<AgentCall>;

  static boost::asio::awaitable<void> dip(Self self);
  static boost::asio::awaitable<void> look_up(Self self);
  static boost::asio::awaitable<void> begin(Self self);
  static boost::asio::awaitable<void> report(Self self, std::string what, crmlink::CrmEvent event);
  static boost::asio::awaitable<void> finish(Self self);
  void spawn_report(std::string what, crmlink::CrmEvent event);
  void post(crmlink::AdapterEventKind kind) const;
  void changed() const { tell_(to_json()); }

  const CallServices services_;
  const Caller caller_;
  const std::uint64_t id_;
  const Tell tell_;
  crmlink::CrmSession session_;
  State state_ = State::ringing;
  std::chrono::steady_clock::time_point answered_{};
  std::vector<Shown> from_dip_;
  std::vector<Shown> attached_;    ///< By the contact lookup.
  std::vector<Shown> of_session_;  ///< What the CRM says of account and record.
};

}  // namespace agent_desktop
