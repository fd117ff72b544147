#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "crmlink/contact/contact_condition.hpp"
#include "crmlink/contact/contact_lookup_config.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// One of the filters that decide whether an integration is for an event.
struct ExplainedContactFilter {
  ExplainedContactFilter() = default;

  std::string name;    ///< `event`, `channel`, `direction` or `queue`.
  std::string wanted;  ///< What the configuration asks for: `Received, Transferred`, `any`.
  std::string found;   ///< What the event and its conversation have; empty: nothing.
  bool fits = false;
};

/// A placeholder that has no value.
struct ExplainedContactAbsence {
  ExplainedContactAbsence() = default;

  std::string reference;            ///< `contact.source`
  std::vector<std::string> places;  ///< Where it stands: `url`, `param phone`, `header X`, `body`.
};

/// Says what an integration would do at an event, without doing it: what `crmlink explain` shows.
///
/// Holds the conversation's data; print it for the integrator, don't log it.
struct ContactExplanation {
  /// Names and texts, in the order of the configuration.
  using Texts = std::vector<std::pair<std::string, std::string>>;

  ContactExplanation() = default;

  std::string name;
  std::string mismatch;  ///< Why it isn't for this event; empty: it is.
  std::vector<ExplainedContactFilter> filters;
  std::string condition;   ///< As configured; empty: none.
  ContactVerdict verdict;  ///< What it says; holds when there is none.

  bool echo = false;   ///< Whether nothing goes over a network.
  std::string method;  ///< `GET`
  std::string url;     ///< With its query; secrets are masked. Empty on failure.
  Texts params;        ///< Those of `params` that are sent, not encoded; secrets are masked.
  Texts headers;       ///< Secrets are masked, also that of `authentication`.
  std::string body;    ///< Exactly what is sent, but for secrets; empty: none.
  std::vector<ExplainedContactAbsence> absent;  ///< The placeholders that leave something out.

  std::string authentication;            ///< `basic`, `oauth`; empty: none.
  std::string credential;                ///< The id of its secret; empty: none.
  std::string client_id;                 ///< For `oauth`, and so the next two.
  std::string token_url;                 ///< Its query is shown as `?…`.
  std::string scope;                     ///< With spaces between; empty: the server's default.
  std::vector<std::string> credentials;  ///< The ids of all secrets that it needs.

  std::chrono::milliseconds delay{0};      ///< The least wait before the request.
  std::chrono::milliseconds delay_max{0};  ///< The longest.
  std::chrono::milliseconds timeout{0};    ///< For the request, after the wait.
  std::string proxy;                       ///< `auto`, `no`, or an address.
  bool verify = true;                      ///< Whether the server's certificate is verified.
  bool blocks = false;                     ///< Whether the call waits for the reply.

  Texts saves;  ///< What is attached: `customer_data.id` and `{response.body.id}`.
  Texts sets;   ///< What is set, the same.
  std::vector<std::string> agent_view;       ///< The keys that an agent sees.
  std::vector<std::string> statistics_view;  ///< The keys that are stored.

  Error failure;  ///< Why the request can't be made; "none" when it can.
};

/// Plans what an integration does at an event, and says how that came about. `scopes` holds what
/// ContactLookup::async_run() takes; `world` is what its condition may ask. Sends nothing, reads no
/// secret. Thread-safe.
CRMLINK_EXPORT ContactExplanation
explain_contact_lookup(const ContactLookupConfig& config, const Variables& scopes,
                       const ContactConditionWorld& world = ContactConditionWorld());

/// Returns the names that a host gives for an event: `contact.source`, `contact.queue.id`,
/// `event.name`, …
CRMLINK_EXPORT Vocabulary contact_vocabulary();

}  // namespace crmlink
