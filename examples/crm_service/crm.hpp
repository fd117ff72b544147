#pragma once

#include <cstdint>
#include <string_view>

#include "crm_database.hpp"
#include "crmlink/core/secret.hpp"
#include "web_message.hpp"

namespace crm_service {

/// What the routes work on. Used by one thread.
struct Crm {
  CrmDatabase database;
  crmlink::Secret token;  ///< What callers must bring.
};

/// One request, as its route gets it.
struct Call {
  const WebRequest& head;
  std::string_view body;
  std::int64_t id = 0;  ///< Of the path, where it has one.
};

}  // namespace crm_service
