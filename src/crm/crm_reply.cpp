#include "crmlink/crm/crm_reply.hpp"

#include <utility>

namespace crmlink {

CrmObject::CrmObject(std::string id) : id_(std::move(id)) {}

CrmObject::CrmObject(std::string id, std::shared_ptr<const boost::json::value> value)
    : id_(std::move(id)), value_(std::move(value)) {}

std::string_view to_string(CrmVerdict verdict) noexcept {
  switch (verdict) {
    case CrmVerdict::found:
      return "found";
    case CrmVerdict::not_found:
      return "not_found";
    case CrmVerdict::ambiguous:
      return "ambiguous";
    case CrmVerdict::conflict:
      return "conflict";
    case CrmVerdict::done:
      return "done";
    case CrmVerdict::failed:
      break;
  }
  return "failed";
}

}  // namespace crmlink
