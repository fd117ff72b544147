#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crm_rows.hpp"
#include "crmlink/core/result.hpp"
#include "customer_directory.hpp"
#include "sqlite.hpp"

namespace crm_service {

/// The most rows that a list has.
inline constexpr std::int64_t most_rows = 200;

/// What was answered to a request with an Idempotency-Key.
struct KeptReply {
  std::string fingerprint;  ///< Of the request's content.
  int status = 0;
  std::string body;
};

/// Accounts, records, comments, files and kept replies in SQLite.
///
/// Used by one thread. Its functions throw SqlError; what changes something belongs into a
/// SqlTransaction. Another process may use the same file.
class CrmDatabase {
 public:
  /// Opens a database and makes its tables when it is new; an empty path is one in memory. When it
  /// has no accounts yet, it gets those of `customers`, with as many open records as they have
  /// tickets. Fails when the file isn't a database, is another program's, or of another version.
  static crmlink::Result<CrmDatabase> open(const std::string& path,
                                           std::span<const Customer> customers);

  std::int64_t account_count();
  /// Begins what is done as a whole.
  SqlTransaction transaction() { return SqlTransaction(sqlite_); }

  std::optional<Account> account(std::int64_t id);
  /// Finds by the digits of a number; all but digits is disregarded.
  std::optional<Account> account_by_phone(std::string_view phone);
  std::optional<Account> account_by_number(std::string_view account_number);
  /// Finds by e-mail, without regard to case; the oldest first.
  std::vector<Account> accounts_by_email(std::string_view email);
  /// Returns the id. The phone must not be taken.
  std::int64_t add_account(const Account& account);

  std::optional<Record> record(std::int64_t id);
  /// Returns an account's records, those changed last first; an empty status means any.
  std::vector<Record> records_of(std::int64_t account_id, std::string_view status);
  /// Returns the id. The account must exist.
  std::int64_t add_record(const Record& record);
  /// Returns whether there is such a record.
  bool change_record(std::int64_t id, const RecordChange& change);

  /// Returns a record's comments, the oldest first.
  std::vector<Comment> comments_of(std::int64_t record_id);
  /// Returns the id. The record must exist.
  std::int64_t add_comment(std::int64_t record_id, std::string_view body);

  std::optional<StoredFile> file(std::int64_t id);
  /// Returns a record's files, the oldest first.
  std::vector<StoredFile> files_of(std::int64_t record_id);
  /// Returns the id. The record must exist.
  std::int64_t add_file(const StoredFile& file);

  /// Returns what was answered to this key on this path.
  std::optional<KeptReply> kept_reply(std::string_view key, std::string_view path);
  /// Keeps an answer, for longer than crmlink repeats a request: eight days.
  void keep_reply(std::string_view key, std::string_view path, const KeptReply& reply);

 private:
  explicit CrmDatabase(Sqlite sqlite) : sqlite_(std::move(sqlite)) {}
  void prepare();
  void fill(std::span<const Customer> customers);
  void add_customer(const Customer& customer);
  void touch(std::int64_t record_id);

  Sqlite sqlite_;
};

}  // namespace crm_service
