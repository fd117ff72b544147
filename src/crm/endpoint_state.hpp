#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/event_settings.hpp"
#include "crm/match.hpp"
#include "crmlink/crm/generic_crm_endpoint.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/reply_test.hpp"
#include "crmlink/text/json_path.hpp"
#include "crmlink/text/phone_numbers.hpp"
#include "crmlink/text/text_template.hpp"
#include "text/json_template.hpp"
#include "text/url_template.hpp"

namespace crmlink {

struct UploadState;

/// What to do when a reply holds several matches (`on_multiple`).
enum class OnMultiple : std::uint8_t {
  first,   ///< The first is taken.
  newest,  ///< The one with the greatest value in a field.
  ask,     ///< All go back to the host.
  none,    ///< None is: it counts as not found.
};

/// How a configuration has phone numbers.
struct PhoneSettings {
  PhoneFormat format = PhoneFormat::e164;
  std::shared_ptr<const PhoneNumbers> numbers;
};

/// A header of a request.
struct CrmHeader {
  std::string name;
  TextTemplate value;  ///< For Slot::header.
};

/// An endpoint as planning and reading use it; shared by all copies, never changed.
class GenericCrmEndpoint::State {
 public:
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  CrmOperation operation{};
  std::shared_ptr<const PhoneSettings> phones;
  http::Method method = http::Method::get;
  text::UrlTemplate url;
  std::vector<CrmHeader> headers;
  http::SharedFields fields;               ///< What every request says of its body and its reply.
  std::optional<text::JsonTemplate> body;  ///< None for GET.

  /// The id of what the request is about, wherever it stands in it: it isn't sent without. Empty:
  /// none. A static name.
  std::string_view subject;

  JsonPath location;      ///< Of the target object, or of a list of candidates.
  JsonPath id;            ///< Relative to the object.
  std::string id_header;  ///< Whose last path segment is the id; empty: none.
  http::ReplyTest not_found;
  http::ReplyTest failure;
  http::ReplyTest conflict;
  JsonPath conflict_id;           ///< From the root of the reply.
  std::string conflict_id_after;  ///< What stands before the id in a text; empty: nothing.
  /// One of them must hold for the account that exists, as it is found by its id; none: it is used
  /// unseen.
  std::vector<MatchRule> conflict_verify;
  std::shared_ptr<const UploadState> upload;  ///< Of an upload alone.
  EventSettings events;                       ///< Of a comment or an update.
  bool html = false;                          ///< Whether COMMENT_BODY is made HTML.
  std::vector<MatchRule> verify;              ///< One of them must hold; none: everything matches.
  OnMultiple on_multiple = OnMultiple::first;
  JsonPath newest_by;  ///< Relative to the object.
};

}  // namespace crmlink
