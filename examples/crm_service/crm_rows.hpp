#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace crm_service {

/// Somebody who calls.
struct Account {
  std::int64_t id = 0;
  std::string customer_id;  ///< `C-00001`; of those who came by a call `A-` and the id.
  std::string name;
  std::string first_name;
  std::string phone;           ///< As it was given.
  std::string email;           ///< May be empty.
  std::string account_number;  ///< What callers type: six digits; may be empty.
  std::string tier;            ///< `standard`, `silver`, `gold` or `vip`.
  std::string language;        ///< ISO 639-1.
  std::int64_t open_records = 0;
  std::string created_at;  ///< UTC: `2026-11-21T15:16:27.123Z`.
};

/// What somebody has called about.
struct Record {
  std::int64_t id = 0;
  std::int64_t account_id = 0;
  std::string subject;
  std::string description;
  std::string status;  ///< `open` or `closed`.
  std::string created_at;
  std::string updated_at;  ///< Comments and files count.
};

/// What to change of a record; what is absent stays.
struct RecordChange {
  std::optional<std::string> subject;
  std::optional<std::string> description;
  std::optional<std::string> status;
};

/// A note on a record. Never changes.
struct Comment {
  std::int64_t id = 0;
  std::int64_t record_id = 0;
  std::string body;
  std::string created_at;
};

/// A file of a record; its bytes lie in a FileStore. Never changes.
struct StoredFile {
  std::int64_t id = 0;
  std::int64_t record_id = 0;
  std::string name;
  std::string media_type;
  std::string kind;  ///< What the uploader said it is: `call_recording`; may be empty.
  std::int64_t size = 0;
  std::string sha256;  ///< Hexadecimal.
  std::string created_at;
};

}  // namespace crm_service
