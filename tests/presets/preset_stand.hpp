#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/crm/crm_config.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::test {

/// Reads a file of presets/ or tests/presets/; fails the test without it.
std::string read_text(const std::string& path);
boost::json::value read_json(const std::string& path);

/// The entries of presets/presets.json.
std::vector<boost::json::object> index_entries();
/// The names of the presets' files, without the index.
std::set<std::string> preset_names();
boost::json::value preset_json(std::string_view name);
/// Loads a preset, with a clock that stands still for its templates.
CrmConfig load_preset(std::string_view name);

/// What a preset is expected to send, and what replies come to.
class Expectations {
 public:
  explicit Expectations(std::string_view name);

  /// The requests for a call of call.json, by endpoint; that of the second step of an upload is
  /// `upload_file.then`.
  const boost::json::object& requests(std::string_view call) const;
  /// The replies of an endpoint; empty: none are there.
  std::vector<boost::json::object> replies(std::string_view operation) const;
  /// The variables of a call, with the ids that the CRM would have given.
  Variables variables(std::string_view call) const;

 private:
  boost::json::object root_;
};

/// Plans the request of an endpoint and writes it as the expectations do: `method`, `url`,
/// `headers` and `body`, which is JSON when it is and else a text. Null: it isn't formed.
boost::json::value planned(const GenericCrmEndpoint& endpoint, const Variables& variables);

}  // namespace crmlink::test
