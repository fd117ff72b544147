#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// Holds the values of one live session, by name: `ANI`, `QUEUE_NAME`, or a JSON scope such as
/// `contact`.
///
/// Names match without regard to ASCII case. A variable is *absent* when it isn't set, null, or an
/// empty text (templates.md, "Absent is not empty text"). A value type: copy it into each
/// operation. Distinct objects may be used at once; one object is as thread-safe as a vector.
class CRMLINK_EXPORT Variables {
 public:
  Variables();
  /// Sets several at once: `Variables{{"ANI", "+12223334444"}, {"DNIS", "18005550100"}}`.
  Variables(std::initializer_list<std::pair<std::string_view, std::string_view>> values);
  Variables(const Variables&);
  Variables(Variables&&) noexcept;
  Variables& operator=(const Variables&);
  Variables& operator=(Variables&&) noexcept;
  ~Variables();

  /// Sets a text, replacing what was there; an empty one makes the variable absent. The text is
  /// copied.
  void set(std::string_view name, std::string_view value);
  /// Sets a JSON value, the root of paths such as `{contact.source}`; null makes the variable
  /// absent.
  void set_json(std::string_view name, boost::json::value value);
  /// Makes a variable absent.
  void unset(std::string_view name);

  /// Returns the text of a variable, or nullptr when it is absent or JSON. Valid until the next
  /// change.
  const std::string* text(std::string_view name) const noexcept;
  /// Returns the JSON value of a variable, or nullptr when it is absent or a text. Valid until the
  /// next change.
  const boost::json::value* json(std::string_view name) const noexcept;
  /// Returns whether a variable has a value.
  bool contains(std::string_view name) const noexcept;

  std::size_t size() const noexcept;  ///< The number of variables that have a value.
  /// Calls `visit` with each name, as it was first spelled, in the order of setting.
  void for_each_name(const std::function<void(std::string_view name)>& visit) const;

 private:
  friend class TemplateProgram;  // reads by the hash that was computed when the template was parsed
  struct Entry;
  Entry& entry(std::string_view name);
  const Entry* find(std::uint64_t hash, std::string_view name) const noexcept;
  std::vector<Entry> entries_;
};

/// The names that templates of one configuration may use; what isn't in it is a complaint when the
/// configuration is loaded.
///
/// A value type. Names match without regard to ASCII case.
class CRMLINK_EXPORT Vocabulary {
 public:
  Vocabulary();
  /// Makes a vocabulary of plain names.
  Vocabulary(std::initializer_list<std::string_view> names);

  /// Adds a plain variable; adding it again changes nothing.
  void add(std::string_view name);
  /// Adds a scope: `name` and every path below it are accepted, since only the live session knows
  /// its members.
  void add_scope(std::string_view name);

  /// Returns whether `{name}` may be used as a plain variable or a whole scope.
  bool contains(std::string_view name) const noexcept;
  /// Returns whether `name` is a scope.
  bool is_scope(std::string_view name) const noexcept;
  /// Returns the known name nearest to an unknown one, or an empty text when none is near.
  std::string nearest(std::string_view unknown) const;

 private:
  struct Name {
    std::string spelling;
    bool scope;
  };
  const Name* find(std::string_view name) const noexcept;
  std::vector<Name> names_;
};

}  // namespace crmlink
