#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// A path into a JSON value: `data.items[-1].id`, `$.data.items[0]`, or an RFC 6901 pointer
/// `/data/items/0`.
///
/// Dots and `[n]`; a negative index counts from the end; `["a.b"]` names a member with a dot;
/// `[id=4]` and `[name="Phone number"]` are the first object of a list whose member is spelled so.
/// The empty path is the root. Immutable; thread-safe. Source: templates.md "References",
/// generic-crm.md "Response data location".
class CRMLINK_EXPORT JsonPath {
 public:
  /// Makes the path to the root.
  JsonPath() = default;
  /// Parses a path; fails with Errc::invalid_path and the offset in the detail.
  static Result<JsonPath> parse(std::string_view text);

  /// Returns what the path leads to, or nullptr: a missing member and an index out of range are
  /// absent, never an error. Valid as long as `root` is and doesn't change.
  const boost::json::value* find(const boost::json::value& root) const noexcept;

  /// Returns the path in the dotted form.
  std::string to_string() const;
  bool empty() const noexcept { return steps_.empty(); }

 private:
  /// The first object of a list that has this member.
  struct Selection {
    std::string member;
    std::string spelling;  ///< Of a text, an integer or a boolean.

    bool holds(const boost::json::value& element) const noexcept;
    const boost::json::value* first_in(const boost::json::value& list) const noexcept;
  };
  using Step = std::variant<std::string, std::ptrdiff_t, Selection>;  ///< The string is a name.
  std::vector<Step> steps_;
};

}  // namespace crmlink
