#pragma once

#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "crmlink/contact/contact_lookup.hpp"

namespace crmlink {

/// An integration and the transport that it uses.
struct ContactIntegration {
  ContactLookupConfig config;
  std::shared_ptr<http::Transport> transport;
};

/// Where a flow finds everything; shared by the copies of a ContactLookup and what is under way.
class ContactWorld {
 public:
  explicit ContactWorld(ContactServices host);
  ContactWorld(const ContactWorld&) = delete;
  ContactWorld& operator=(const ContactWorld&) = delete;

  /// Gives each configuration its transport and sorts them by ordinal; returns what is wrong.
  Complaints add(std::vector<ContactLookupConfig> configs,
                 const std::shared_ptr<http::Transport>& transport);
  /// Gives a number from 0 to below 1.
  double random();
  Clock::TimePoint now() const noexcept { return services.clock->now(); }

  const ContactServices services;
  std::vector<ContactIntegration> integrations;

 private:
  std::shared_ptr<http::Transport> route(const ContactLookupConfig& config,
                                         const std::shared_ptr<http::Transport>& usual,
                                         Complaints& complaints) const;
  std::shared_ptr<http::Transport> authenticate(const ContactLookupConfig& config,
                                                std::shared_ptr<http::Transport> inner) const;

  std::mutex mutex_;
  std::mt19937_64 generator_;
};

}  // namespace crmlink
