#pragma once

#include <array>
#include <map>
#include <string>

#include "crmlink/core/config.hpp"
#include "crmlink/crm/crm_lookup.hpp"
#include "crmlink/text/variables.hpp"
#include "text/url_template.hpp"

namespace crmlink {

/// The pages that a CRM has for an agent.
struct CrmLinks {
  text::UrlTemplate account;
  text::UrlTemplate record;
  std::array<text::UrlTemplate, 2> lookup;  ///< By CrmLookupKind.
  /// What opens for a customer whom nobody knows, by the queue's id or name.
  std::map<std::string, text::UrlTemplate, std::less<>> of_queue;
};

/// Reads `account_url`, `record_url`, `lookup_url` and `queues`; complaints go to the document.
CrmLinks read_crm_links(ConfigObject& root, const Vocabulary& vocabulary);

}  // namespace crmlink
