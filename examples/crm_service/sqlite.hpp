#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace crm_service {

/// What SQLite refused: a full disk, a file that isn't a database. Holds no data of a row.
class SqlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is bound to a `?` of a statement; monostate: NULL.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string_view>;

/// Returns NULL for what is absent; `text` must outlive the statement's start.
SqlValue or_null(const std::optional<std::string>& text);

/// A statement that was started. Resets it when destroyed, so that it can be started again.
class SqlRows {
 public:
  SqlRows(sqlite3_stmt* statement, std::initializer_list<SqlValue> values);
  SqlRows(const SqlRows&) = delete;
  SqlRows& operator=(const SqlRows&) = delete;
  ~SqlRows();

  /// Goes on to the next row, at first to the first one; false when there is none. Throws SqlError.
  bool next();
  std::int64_t integer(int column) const;
  /// Returns a text; NULL is an empty one.
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// A connection to a database, used by one thread. Each statement is compiled once.
class Sqlite {
 public:
  /// Opens a file, or makes it; an empty path is a database in memory. Throws SqlError.
  explicit Sqlite(const std::string& path);
  Sqlite(Sqlite&&) noexcept;
  Sqlite& operator=(Sqlite&&) noexcept;
  ~Sqlite();

  /// Starts a statement. `sql` is a literal: it is never put together from data. Throws SqlError.
  SqlRows query(const char* sql, std::initializer_list<SqlValue> values = {});
  /// Runs a statement to its end. Throws SqlError.
  void run(const char* sql, std::initializer_list<SqlValue> values = {});
  /// Runs several statements without values, uncached. Throws SqlError.
  void script(const char* sql);

  /// Returns the id of the row that was inserted last.
  std::int64_t last_id() const;
  /// Returns how many rows the last statement changed.
  int changes() const;

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };

  std::unique_ptr<sqlite3, Closer> database_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Closer>> statements_;
};

/// Makes what is done as long as it lives one step: all of it, after commit(), or nothing.
class SqlTransaction {
 public:
  /// Begins it as a writer, so that what is read in it holds until the end. Throws SqlError.
  explicit SqlTransaction(Sqlite& database);
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;
  ~SqlTransaction();

  /// Throws SqlError; nothing was done then.
  void commit();

 private:
  Sqlite& database_;
  bool open_ = true;
};

}  // namespace crm_service
