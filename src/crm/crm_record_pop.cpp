#include "crmlink/crm/crm_record_pop.hpp"

#include "text/encode.hpp"

namespace crmlink {

std::string CrmRecordPop::to_json() const {
  std::string json = R"({"type":"CRM_Record_Pop","data":{"recordUrl":")";
  text::encode_json(record_url, json);
  return json + "\"}}";
}

}  // namespace crmlink
