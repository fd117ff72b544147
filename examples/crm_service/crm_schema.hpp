#pragma once

namespace crm_service {

/// The mark of our databases (`PRAGMA application_id`): "crmL".
inline constexpr int schema_application = 0x63726D4C;
/// The version of the tables (`PRAGMA user_version`).
inline constexpr int schema_version = 1;

/// Makes the tables of schema_version.
inline constexpr const char* schema_sql = R"sql(
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  customer_id TEXT,
  name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  phone_digits TEXT UNIQUE,
  email TEXT NOT NULL COLLATE NOCASE,
  account_number TEXT UNIQUE,
  tier TEXT NOT NULL,
  language TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX account_by_email ON account (email) WHERE email <> '';

CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  subject TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX record_by_account ON record (account_id, status, updated_at);

CREATE TABLE comment (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL REFERENCES record (id),
  body TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX comment_by_record ON comment (record_id);

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL REFERENCES record (id),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX file_by_record ON file (record_id);

CREATE TABLE reply (
  idempotency_key TEXT NOT NULL,
  path TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (idempotency_key, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_by_age ON reply (created_at);
)sql";

}  // namespace crm_service
