#include "crm_database.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crm_schema.hpp"
#include "csv.hpp"

namespace crm_service {
namespace {

constexpr std::int64_t most_tickets = 100;

std::optional<std::string> digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  if (digits.empty()) return std::nullopt;
  return digits;
}

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp<std::int64_t>(number, 0, most_tickets);
}

std::string_view subject_of_ticket(std::int64_t number) {
  constexpr std::array<std::string_view, 5> subjects{"Question about an invoice", "Late delivery",
                                                     "Change of address", "Heating doesn't start",
                                                     "Contract ends"};
  return subjects[static_cast<std::size_t>(number) % subjects.size()];
}

#define CRMLINK_SELECT_ACCOUNT                                                     \
  "SELECT id, coalesce(customer_id, 'A-' || id), name, first_name, phone, email, " \
  "coalesce(account_number, ''), tier, language, created_at, "                     \
  "(SELECT count(*) FROM record WHERE account_id = account.id AND status = 'open') FROM account "
#define CRMLINK_SELECT_RECORD \
  "SELECT id, account_id, subject, description, status, created_at, updated_at FROM record "
#define CRMLINK_SELECT_FILE \
  "SELECT id, record_id, name, media_type, kind, size, sha256, created_at FROM file "

Account account_of(const SqlRows& row) {
  Account account;
  account.id = row.integer(0);
  account.customer_id = row.text(1);
  account.name = row.text(2);
  account.first_name = row.text(3);
  account.phone = row.text(4);
  account.email = row.text(5);
  account.account_number = row.text(6);
  account.tier = row.text(7);
  account.language = row.text(8);
  account.created_at = row.text(9);
  account.open_records = row.integer(10);
  return account;
}

Record record_of(const SqlRows& row) {
  Record record;
  record.id = row.integer(0);
  record.account_id = row.integer(1);
  record.subject = row.text(2);
  record.description = row.text(3);
  record.status = row.text(4);
  record.created_at = row.text(5);
  record.updated_at = row.text(6);
  return record;
}

Comment comment_of(const SqlRows& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3)};
}

StoredFile file_of(const SqlRows& row) {
  StoredFile file;
  file.id = row.integer(0);
  file.record_id = row.integer(1);
  file.name = row.text(2);
  file.media_type = row.text(3);
  file.kind = row.text(4);
  file.size = row.integer(5);
  file.sha256 = row.text(6);
  file.created_at = row.text(7);
  return file;
}

template <class Read>
auto first_of(SqlRows rows, Read read) -> std::optional<decltype(read(rows))> {
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

template <class Read>
auto all_of(SqlRows rows, Read read) {
  std::vector<decltype(read(rows))> all;
  while (rows.next())
    all.push_back(read(rows));
  return all;
}

std::int64_t number_in(SqlRows rows) {
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

crmlink::Result<CrmDatabase> CrmDatabase::open(const std::string& path,
                                               std::span<const Customer> customers) {
  try {
    CrmDatabase database{Sqlite(path)};
    database.prepare();
    database.fill(customers);
    return database;
  } catch (const SqlError& error) {
    return failure(path.empty() ? "database" : path, error.what());
  }
}

void CrmDatabase::prepare() {
  // Readers of another process aren't held up by a write; a crash of this one loses nothing.
  sqlite_.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  sqlite_.script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
  auto step = transaction();
  const auto application = number_in(sqlite_.query("PRAGMA application_id"));
  const auto version = number_in(sqlite_.query("PRAGMA user_version"));
  if (application == schema_application && version != schema_version)
    throw SqlError("tables of version " + std::to_string(version) + "; this program knows " +
                   std::to_string(schema_version));
  if (application != schema_application) {
    if (number_in(sqlite_.query("SELECT count(*) FROM sqlite_schema")) > 0)
      throw SqlError("the database of another program");
    sqlite_.script(schema_sql);
    sqlite_.script(("PRAGMA application_id = " + std::to_string(schema_application) +
                    "; PRAGMA user_version = " + std::to_string(schema_version))
                       .c_str());
  }
  step.commit();
}

void CrmDatabase::fill(std::span<const Customer> customers) {
  auto step = transaction();
  if (account_count() > 0) return;
  for (const auto& customer : customers)
    add_customer(customer);
  step.commit();
}

void CrmDatabase::add_customer(const Customer& customer) {
  Account account;
  account.customer_id = customer.customer_id;
  account.name = customer.first_name + ' ' + customer.last_name;
  account.first_name = customer.first_name;
  // The first one of a number is the one who is found.
  if (!account_by_phone(customer.phone)) account.phone = customer.phone;
  if (!account_by_number(customer.account_number)) account.account_number = customer.account_number;
  account.tier = customer.tier;
  account.language = customer.language;
  Record record;
  record.account_id = add_account(account);
  for (auto i = number_of(customer.open_tickets); i > 0; --i) {
    record.subject = subject_of_ticket(record.account_id + i);
    add_record(record);
  }
}

std::int64_t CrmDatabase::account_count() {
  return number_in(sqlite_.query("SELECT count(*) FROM account"));
}

std::optional<Account> CrmDatabase::account(std::int64_t id) {
  return first_of(sqlite_.query(CRMLINK_SELECT_ACCOUNT "WHERE id = ?", {id}), account_of);
}

std::optional<Account> CrmDatabase::account_by_phone(std::string_view phone) {
  const auto digits = digits_of(phone);
  if (!digits) return std::nullopt;
  return first_of(sqlite_.query(CRMLINK_SELECT_ACCOUNT "WHERE phone_digits = ?", {*digits}),
                  account_of);
}

std::optional<Account> CrmDatabase::account_by_number(std::string_view account_number) {
  return first_of(
      sqlite_.query(CRMLINK_SELECT_ACCOUNT "WHERE account_number = ?", {account_number}),
      account_of);
}

std::vector<Account> CrmDatabase::accounts_by_email(std::string_view email) {
  return all_of(
      sqlite_.query(CRMLINK_SELECT_ACCOUNT "WHERE email = ? AND email <> '' ORDER BY id LIMIT ?",
                    {email, most_rows}),
      account_of);
}

std::int64_t CrmDatabase::add_account(const Account& account) {
  const auto customer_id = unless_empty(account.customer_id);
  const auto digits = digits_of(account.phone);
  const auto number = unless_empty(account.account_number);
  sqlite_.run(
      "INSERT INTO account (customer_id, name, first_name, phone, phone_digits, email, "
      "account_number, tier, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {or_null(customer_id), account.name, account.first_name, account.phone, or_null(digits),
       account.email, or_null(number), account.tier, account.language});
  return sqlite_.last_id();
}

std::optional<Record> CrmDatabase::record(std::int64_t id) {
  return first_of(sqlite_.query(CRMLINK_SELECT_RECORD "WHERE id = ?", {id}), record_of);
}

std::vector<Record> CrmDatabase::records_of(std::int64_t account_id, std::string_view status) {
  return all_of(
      sqlite_.query(CRMLINK_SELECT_RECORD "WHERE account_id = ? AND (? = '' OR status = ?) "
                                          "ORDER BY updated_at DESC, id DESC LIMIT ?",
                    {account_id, status, status, most_rows}),
      record_of);
}

std::int64_t CrmDatabase::add_record(const Record& record) {
  sqlite_.run("INSERT INTO record (account_id, subject, description) VALUES (?, ?, ?)",
              {record.account_id, record.subject, record.description});
  return sqlite_.last_id();
}

bool CrmDatabase::change_record(std::int64_t id, const RecordChange& change) {
  sqlite_.run(
      "UPDATE record SET subject = coalesce(?, subject), description = coalesce(?, description), "
      "status = coalesce(?, status), updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
      "WHERE id = ?",
      {or_null(change.subject), or_null(change.description), or_null(change.status), id});
  return sqlite_.changes() > 0;
}

void CrmDatabase::touch(std::int64_t record_id) {
  change_record(record_id, {});
}

std::vector<Comment> CrmDatabase::comments_of(std::int64_t record_id) {
  return all_of(sqlite_.query("SELECT id, record_id, body, created_at FROM comment "
                              "WHERE record_id = ? ORDER BY id LIMIT ?",
                              {record_id, most_rows}),
                comment_of);
}

std::int64_t CrmDatabase::add_comment(std::int64_t record_id, std::string_view body) {
  sqlite_.run("INSERT INTO comment (record_id, body) VALUES (?, ?)", {record_id, body});
  const auto id = sqlite_.last_id();
  touch(record_id);
  return id;
}

std::optional<StoredFile> CrmDatabase::file(std::int64_t id) {
  return first_of(sqlite_.query(CRMLINK_SELECT_FILE "WHERE id = ?", {id}), file_of);
}

std::vector<StoredFile> CrmDatabase::files_of(std::int64_t record_id) {
  return all_of(sqlite_.query(CRMLINK_SELECT_FILE "WHERE record_id = ? ORDER BY id LIMIT ?",
                              {record_id, most_rows}),
                file_of);
}

std::int64_t CrmDatabase::add_file(const StoredFile& file) {
  sqlite_.run(
      "INSERT INTO file (record_id, name, media_type, kind, size, sha256) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {file.record_id, file.name, file.media_type, file.kind, file.size, file.sha256});
  const auto id = sqlite_.last_id();
  touch(file.record_id);
  return id;
}

std::optional<KeptReply> CrmDatabase::kept_reply(std::string_view key, std::string_view path) {
  auto rows = sqlite_.query(
      "SELECT fingerprint, status, body FROM reply WHERE idempotency_key = ? AND path = ?",
      {key, path});
  if (!rows.next()) return std::nullopt;
  return KeptReply{rows.text(0), static_cast<int>(rows.integer(1)), rows.text(2)};
}

void CrmDatabase::keep_reply(std::string_view key, std::string_view path, const KeptReply& reply) {
  sqlite_.run(
      "DELETE FROM reply WHERE created_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', "
      "'-8 days')");
  sqlite_.run(
      "INSERT INTO reply (idempotency_key, path, fingerprint, status, body) "
      "VALUES (?, ?, ?, ?, ?)",
      {key, path, reply.fingerprint, std::int64_t{reply.status}, reply.body});
}

}  // namespace crm_service
