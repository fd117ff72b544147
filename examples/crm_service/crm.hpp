#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "crm_database.hpp"
#include "crmlink/core/secret.hpp"
#include "file_store.hpp"
#include "sessions.hpp"
#include "web_message.hpp"

namespace crm_service {

/// What the routes work on. Used by one thread.
struct Crm {
  Crm(CrmDatabase kept, FileStore bytes, crmlink::Secret demanded, std::uint64_t most_bytes)
      : database(std::move(kept)),
        files(std::move(bytes)),
        token(std::move(demanded)),
        max_file_bytes(most_bytes) {}

  CrmDatabase database;
  FileStore files;
  crmlink::Secret token;         ///< What callers must bring.
  std::uint64_t max_file_bytes;  ///< Larger ones are refused.
  std::string base_url;          ///< Without a slash at the end.
  Sessions sessions;
};

/// One request, as its route gets it.
struct Call {
  const WebRequest& head;
  std::string_view body;
  std::int64_t id = 0;  ///< Of the path, where it has one.
};

}  // namespace crm_service
