#include "sqlite.hpp"

#include <sqlite3.h>

#include <utility>

namespace crm_service {
namespace {

constexpr int busy_limit_ms = 1000;

// The message of SQLite names tables and columns, and never a value.
[[noreturn]] void fail(sqlite3* database) {
  throw SqlError(database == nullptr ? "out of memory" : sqlite3_errmsg(database));
}

struct Binder {
  sqlite3_stmt* statement;
  int place;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, place); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, place, number); }
  // A null pointer would be NULL instead of an empty text.
  int operator()(std::string_view text) const {
    return sqlite3_bind_text64(statement, place, text.empty() ? "" : text.data(), text.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  }
};

}  // namespace

SqlValue or_null(const std::optional<std::string>& text) {
  if (!text) return std::monostate();
  return std::string_view(*text);
}

SqlRows::SqlRows(sqlite3_stmt* statement, std::initializer_list<SqlValue> values)
    : statement_(statement) {
  int place = 0;
  for (const auto& value : values) {
    const auto bound = std::visit(Binder{statement_, ++place}, value);
    if (bound != SQLITE_OK) fail(sqlite3_db_handle(statement_));
  }
}

SqlRows::~SqlRows() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool SqlRows::next() {
  const auto stepped = sqlite3_step(statement_);
  if (stepped == SQLITE_ROW) return true;
  if (stepped == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_));
}

std::int64_t SqlRows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string SqlRows::text(int column) const {
  const auto* const bytes = sqlite3_column_text(statement_, column);
  if (bytes == nullptr) return {};
  const auto size = sqlite3_column_bytes(statement_, column);
  return {bytes, bytes + size};
}

void Sqlite::Closer::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

void Sqlite::Closer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Sqlite::Sqlite(const std::string& path) {
  sqlite3* opened = nullptr;
  const auto result =
      sqlite3_open_v2(path.empty() ? ":memory:" : path.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(opened);
  if (result != SQLITE_OK) fail(opened);
  sqlite3_busy_timeout(opened, busy_limit_ms);
}

Sqlite::Sqlite(Sqlite&&) noexcept = default;
Sqlite& Sqlite::operator=(Sqlite&&) noexcept = default;
Sqlite::~Sqlite() = default;

SqlRows Sqlite::query(const char* sql, std::initializer_list<SqlValue> values) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* prepared = nullptr;
    const auto result =
        sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement.reset(prepared);
    if (result != SQLITE_OK) fail(database_.get());
  }
  return SqlRows(statement.get(), values);
}

void Sqlite::run(const char* sql, std::initializer_list<SqlValue> values) {
  auto rows = query(sql, values);
  while (rows.next()) {
  }
}

void Sqlite::script(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(database_.get());
}

std::int64_t Sqlite::last_id() const {
  return sqlite3_last_insert_rowid(database_.get());
}

int Sqlite::changes() const {
  return sqlite3_changes(database_.get());
}

SqlTransaction::SqlTransaction(Sqlite& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

SqlTransaction::~SqlTransaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const SqlError&) {
    // SQLite has rolled back by itself: a full disk, for example.
    open_ = false;
  }
}

void SqlTransaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace crm_service
