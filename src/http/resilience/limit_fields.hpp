#pragma once

#include "crmlink/core/clock.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/resilience_statistics.hpp"

namespace crmlink::http {

/// What a reply says about the server's quotas.
struct LimitReport {
  KnownLimit brief;  ///< Per second, minute or the like.
  KnownLimit daily;

  bool known() const noexcept { return brief.known() || daily.known(); }
};

/// Reads the fields that servers tell their quotas in: RateLimit-* and RateLimit of the IETF's
/// drafts, X-RateLimit-*, and those of HubSpot, Zendesk and Salesforce. A quota whose reset is more
/// than an hour away counts as daily. What can't be read counts as not said.
LimitReport read_limits(const Response& response, Clock::WallTime now);

}  // namespace crmlink::http
