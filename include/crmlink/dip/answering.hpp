#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink {

/// What a data dip asks, as the web service sees it: keys and values of one flat JSON object.
///
/// A value type.
class CRMLINK_EXPORT DataDipRequest {
 public:
  /// A key and its value as text; numbers and booleans as they were spelled.
  using Entry = std::pair<std::string, std::string>;

  explicit DataDipRequest(std::vector<Entry> entries);

  /// Returns all of it, in the request's order; null values are left out.
  std::span<const Entry> entries() const noexcept { return entries_; }
  /// Returns the value of exactly that key. Valid as long as this object is.
  std::optional<std::string_view> find(std::string_view key) const noexcept;

 private:
  std::vector<Entry> entries_;
};

/// Checks the token and parses the body of a data dip; for those who build the web service.
///
/// `authorization` is the value of the Authorization header, empty when there is none; `body` the
/// request's. Fails with Errc::http_status and http_status() 401 for a missing or wrong token
/// (compared in constant time), with Errc::invalid_json or Errc::invalid_response and http_status()
/// 400 for a body that isn't a flat JSON object of at most 1 MiB, with Errc::secret_unavailable and
/// http_status() 500 when `token` can't be resolved: answer with that status.
CRMLINK_EXPORT Result<DataDipRequest> parse_data_dip_request(std::string_view authorization,
                                                             std::string_view body,
                                                             const Secret& token);
/// Parses the body alone, for a service that has checked the token already.
CRMLINK_EXPORT Result<DataDipRequest> parse_data_dip_request(std::string_view body);

/// Returns whether an Authorization header carries this bearer token (RFC 6750 §2.1). Takes the
/// same time wherever two tokens of one length differ.
CRMLINK_EXPORT bool bearer_token_matches(std::string_view authorization,
                                         std::string_view token) noexcept;

/// Builds the reply of a data dip, in the format of data-dip.md "Response".
///
/// A value type. An empty one is a valid reply and says "no match".
class CRMLINK_EXPORT DataDipReply {
 public:
  DataDipReply() = default;

  /// Sets a parameter, replacing one of the same name. Both flags are false unless given. Invalid
  /// UTF-8 is replaced by U+FFFD.
  DataDipReply& set(std::string_view name, std::string_view value, bool display_to_agent = false,
                    bool save_to_database = false);

  /// Returns the body: `{"parameters":{"language":{"value":"fr","displayToAgent":"true",…}}}`. Send
  /// it with status 200 and `Content-Type: application/json`.
  std::string to_json() const;

 private:
  struct Parameter {
    std::string name;
    std::string value;
    bool display_to_agent;
    bool save_to_database;
  };
  std::vector<Parameter> parameters_;
};

}  // namespace crmlink
