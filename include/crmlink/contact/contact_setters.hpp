#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"

namespace crmlink {

/// A queue, by one of these.
struct ContactQueue {
  ContactQueue() = default;

  std::string id;       ///< A UUID; else empty.
  std::string address;  ///< Else empty.
};

/// An agent, by one of these.
struct ContactAgent {
  ContactAgent() = default;

  std::string id;
  std::string number;
  std::string chat_address;
};

/// What a reply may set at the host. Values come from a server: untrusted, the host checks what
/// they name, and whether a queue is of the same channel type.
///
/// At one event each is called until it succeeds once: a kind that an integration has set no later
/// one sets. The next event may set it again.
///
/// Each may be empty: nothing of its kind is set then. Called by the operation, on the executor of
/// the services, one at a time for one operation; must not block or throw. A failure leaves the
/// turn to the next integration; its detail is the step's.
struct ContactSetters {
  ContactSetters() = default;

  std::function<Result<>(std::uint64_t priority)> priority;
  std::function<Result<>(const ContactQueue& queue)> queue;
  std::function<Result<>(const ContactAgent& agent)> preferred_agent;
  std::function<Result<>(const std::vector<ContactAgent>& agents)> required_agents;
};

}  // namespace crmlink
