#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::text {

/// A whole URL with references in its path, its query and its fragment.
///
/// A pair of the query whose value comes out empty is left out; a path or a fragment without one of
/// its variables is no URL at all. Scheme, host and port can't have variables: a caller mustn't
/// choose the server.
///
/// A value type; expanding is thread-safe. Source: templates.md "Slots".
class UrlTemplate {
 public:
  /// Makes one that is never formed.
  UrlTemplate() = default;
  /// Compiles `source`, which stands at `value`; complains there, never quoting it beyond its
  /// references: there may be a key in it.
  static std::optional<UrlTemplate> read(const ConfigValue& value, std::string_view source,
                                         const Vocabulary& vocabulary);

  /// Adds a pair to the query. `name` is encoded here; `value` was compiled for Slot::url_query.
  void add_query(std::string_view name, TextTemplate value, bool keep_empty);

  /// Appends the URL. Absent: it isn't formed, see missing(); nothing was appended.
  Result<Presence> expand(const Variables& variables, std::string& out) const;
  /// Returns the first reference without which the URL isn't formed and that is absent; else an
  /// empty view. Lives as long as this object.
  std::string_view missing(const Variables& variables) const;
  /// Returns scheme, host and port, as they were written.
  std::string_view origin() const noexcept;
  /// Calls `visit` with each template, in order.
  template <class Visit>
  void for_each_template(const Visit& visit) const {
    visit(path_);
    for (const auto& pair : query_)
      visit(pair.value);
    if (fragment_) visit(*fragment_);
  }

  const std::string& source() const noexcept { return source_; }
  explicit operator bool() const noexcept { return !source_.empty(); }

 private:
  struct Pair {
    std::string name;  ///< Encoded, with its `=`.
    TextTemplate value;
    bool keep_empty = false;
  };

  bool read_host(const ConfigValue& value);
  bool read_part(const ConfigValue& value, std::string_view text, const Vocabulary& vocabulary,
                 TextTemplate& part);
  bool read_query(const ConfigValue& value, std::string_view text, const Vocabulary& vocabulary);
  /// Returns where a part of `source_` begins.
  std::size_t offset_of(std::string_view part) const noexcept;
  Result<> expand_query(const Variables& variables, std::string& out) const;

  std::string source_;
  TextTemplate path_;  ///< From the scheme on.
  std::vector<Pair> query_;
  std::optional<TextTemplate> fragment_;
  std::vector<std::pair<std::string, TextTemplate>> needed_;  ///< Name, and the value alone.
};

}  // namespace crmlink::text
