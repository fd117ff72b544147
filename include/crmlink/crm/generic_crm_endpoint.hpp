#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_event.hpp"
#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/crm_operation.hpp"
#include "crmlink/crm/crm_reply.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// One configured endpoint of a CRM: plans the request, reads the reply. Touches no network.
///
/// Immutable and cheap to copy; thread-safe. Source: generic-crm.md "Endpoints".
class CRMLINK_EXPORT GenericCrmEndpoint {
 public:
  CrmOperation operation() const noexcept;
  http::Method method() const noexcept;
  std::string_view url() const noexcept;  ///< The template, as configured.

  /// Renders the request for a session (crm_variables.hpp says what its variables are).
  ///
  /// Fails with Errc::invalid_value when a variable is absent without which the request isn't
  /// formed (missing()), or when a value can't stand in its slot; the detail names the variable,
  /// never its value.
  Result<http::Request> plan(const Variables& variables) const;
  /// Renders the request of an upload, whose body streams `file` when it is sent. FILE_NAME,
  /// FILE_TYPE and FILE_KIND are the file's. Fails as plan(), and with Errc::invalid_argument for
  /// an endpoint that isn't for uploads.
  Result<http::Request> plan_upload(const Variables& variables, const CrmFile& file) const;
  /// Returns the first variable that is absent and without which the request isn't formed, or an
  /// empty view: those of the URL's path, and the id of what it is about (ACCOUNT_ID for
  /// `find_account_by_id`, RECORD_ID for an update, an upload and a comment) if the body or the
  /// query has it. A CRM that is told to change no record in particular may well say that it did.
  std::string_view missing(const Variables& variables) const noexcept;

  /// Returns whether a search could find anybody: false when every rule of `verify_match` lacks its
  /// value, so that its reply would be about strangers only. GenericCrm doesn't send it then.
  bool can_match(const Variables& variables) const;
  /// Returns whether a CrmSession tells it of such events: a comment, or an update.
  bool hears(CrmEventKind kind) const noexcept;
  /// Returns what a comment says of an event, in plain text: the configuration's `texts`, or
  /// describe_crm_event(). Empty when there is nothing to say.
  std::string text_of(const CrmEvent& event, const Variables& variables) const;

  /// Says in words what is looked for in a reply: `id at issues[0].id, not found: status 404`.
  std::string describe_reply() const;

  /// Reads a reply; `variables` are those of its request, with which matches are verified. Never
  /// fails itself: a reply that makes no sense has the verdict CrmVerdict::failed.
  CrmReply read(const http::Response& response, const Variables& variables) const;

  /// The compiled form; internal.
  class State;
  explicit GenericCrmEndpoint(std::shared_ptr<const State> state) noexcept;

  const State& state() const noexcept { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink
