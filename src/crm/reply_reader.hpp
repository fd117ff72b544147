#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/endpoint_state.hpp"
#include "crmlink/crm/crm_reply.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Reads one reply as its endpoint's configuration says.
class CrmReplyReader {
 public:
  /// All must outlive the reader.
  CrmReplyReader(const GenericCrmEndpoint::State& endpoint, const http::Response& response,
                 const Variables& variables);

  CrmReply read();

 private:
  using Json = boost::json::value;

  CrmReply read_success();
  CrmReply read_conflict();
  CrmReply read_upload();
  CrmReply read_without_json();
  CrmReply read_objects(const Json& target);
  bool collect(const Json& candidate);
  bool is_verified(const Json& candidate) const;
  void choose();
  void keep_newest();
  std::optional<std::string> id_of(const Json& candidate, const JsonPath& path);
  std::optional<std::string> id_from_header() const;
  CrmReply without_id() const;
  CrmReply verdict(CrmVerdict verdict) const;
  CrmReply failed(Errc code, std::string detail) const;
  CrmReply with_id(CrmVerdict verdict, std::string id) const;
  std::shared_ptr<const Json> share(const Json& part) const;

  const GenericCrmEndpoint::State& endpoint_;
  const http::Response& response_;
  const Variables& variables_;
  std::shared_ptr<const Json> json_;  ///< nullptr: the body isn't JSON.
  CrmReply reply_;
  bool bad_id_ = false;  ///< An id was there, and wasn't a scalar.
};

}  // namespace crmlink
