#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crmlink/contact/contact_lookup_config.hpp"
#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/text/text_template.hpp"
#include "text/json_template.hpp"
#include "text/url_template.hpp"

namespace crmlink {

/// A text of a request, with what it is called.
struct ContactField {
  std::string name;
  TextTemplate value;  ///< For a header or for plain text.
  bool secret = false;
};

/// An integration as the flow uses it; shared by all copies, never changed.
class ContactLookupConfig::State {
 public:
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string name;
  ContactChannel channel = ContactChannel::multi;
  ContactDirection direction = ContactDirection::both;
  std::vector<std::string> events;
  std::vector<std::string> queues;
  bool direct = false;
  std::int64_t ordinal = 0;

  bool echo = false;
  http::Method method = http::Method::get;
  text::UrlTemplate url;             ///< With the parameters.
  std::vector<ContactField> params;  ///< The same, for {request.query_params}.
  std::vector<ContactField> headers;
  http::SharedFields fields;
  std::optional<text::JsonTemplate> body;
  std::optional<ContactCondition> condition;
  http::AuthOptions auth;  ///< Without its secrets.
  std::string credential;
  std::vector<std::string> credentials;  ///< All that are needed.
  std::vector<std::string> secrets;      ///< Those that templates name.
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds delay{0};
  std::chrono::milliseconds delay_max{0};
  std::string proxy;
  bool block = false;
  bool verify = true;

  std::optional<text::JsonTemplate> save;
  std::vector<std::string> saved;  ///< The keys that it may save.
  std::optional<text::JsonTemplate> set;
  bool needs_json = false;   ///< Whether something is read out of {response.body}.
  bool needs_debug = false;  ///< Whether something is {debug} or {*}.
  std::vector<std::string> agent_view;
  std::vector<std::string> statistics_view;
};

}  // namespace crmlink
