#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "ledger.hpp"
#include "machine_wait.hpp"
#include "servers.hpp"

namespace crmlink::test::soak {

/// What a host has: a context, two clients, one of them with hardly any connections, resilience in
/// front of each, and a profile for each way and place.
class Services {
 public:
  Services(boost::asio::io_context& context, const Servers& servers, Ledger& ledger,
           MachineWait& machine);

  boost::asio::io_context& context() { return context_; }
  const Servers& servers() const { return servers_; }
  Ledger& ledger() { return ledger_; }
  const MachineWait& machine() const { return machine_; }

  http::Transport& transport(bool resilient, bool small);
  const DataDipProfile& profile(bool resilient, bool small, Target target) const;

 private:
  struct Branch {
    std::shared_ptr<http::Client> client;
    std::shared_ptr<http::ResilientTransport> resilient;
    std::map<std::pair<bool, Target>, DataDipProfile> profiles;  ///< By whether it is resilient.
  };

  Branch make_branch(bool small) const;
  const Branch& branch(bool small) const { return branches_[small ? 1 : 0]; }

  boost::asio::io_context& context_;
  const Servers& servers_;
  Ledger& ledger_;
  MachineWait& machine_;
  std::array<Branch, 2> branches_;
};

}  // namespace crmlink::test::soak
