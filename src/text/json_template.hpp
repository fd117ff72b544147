#pragma once

#include <cstddef>
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

/// A JSON value whose texts are templates: compiled once, rendered for each session. A member or an
/// element that comes out absent is left out (templates.md, "Absent is not empty text").
///
/// A value type. Rendering is thread-safe.
class JsonTemplate {
 public:
  /// Makes an object without members.
  JsonTemplate() = default;
  /// Makes a value that is always the same; `json` is valid JSON.
  static JsonTemplate fixed(std::string json);
  /// Makes a text; `text` was compiled for one of the JSON slots. With `keep_empty` an absent one
  /// is sent as "".
  static JsonTemplate text(TextTemplate text, bool keep_empty = false);
  /// Makes an array of one element.
  static JsonTemplate array_of(JsonTemplate element);
  /// Changes how a text is spelled before it is compiled, without changing its length, so that
  /// complaints point to the right byte.
  using Respell = std::string (*)(std::string text);
  /// Compiles any JSON value of a configuration; complains at the text that has a fault.
  static JsonTemplate read(const ConfigValue& value, const TextTemplate::Options& options,
                           Respell respell = nullptr);

  /// Puts a value below this object. A dotted path makes objects in between: `customFields.phone`.
  /// Returns false when there is a value in its place, or on its way, already.
  bool put(std::string_view path, JsonTemplate value);

  /// Appends the JSON; fails with the error of the first value that can't be sent. Absent: nothing
  /// was appended.
  Result<Presence> render(const Variables& variables, std::string& out) const;
  /// Calls `visit` with each template, in order.
  template <class Visit>
  void for_each_template(const Visit& visit) const {
    if (kind_ == Kind::text) visit(text_);
    for (const auto& [name, child] : children_)
      child.for_each_template(visit);
  }
  /// Calls `visit(path, source)` with each value that is no object and no array, in order: its
  /// dotted path, with `[0]` for an element, and the text or the JSON that was configured.
  template <class Visit>
  void for_each_leaf(const Visit& visit, const std::string& path = std::string()) const {
    if (kind_ == Kind::text) visit(path, text_.source());
    if (kind_ == Kind::fixed) visit(path, std::string_view(fixed_));
    for (std::size_t i = 0; i < children_.size(); ++i)
      children_[i].second.for_each_leaf(visit, path_of(path, i));
  }

 private:
  enum class Kind : unsigned char { object, array, text, fixed };
  using Child = std::pair<std::string, JsonTemplate>;  ///< The name is empty in an array.

  std::string path_of(const std::string& path, std::size_t index) const;
  JsonTemplate* child(std::string_view name);
  Result<> render_children(const Variables& variables, std::string& out) const;

  Kind kind_ = Kind::object;
  bool keep_empty_ = false;
  std::string fixed_;
  TextTemplate text_;
  std::vector<Child> children_;
};

}  // namespace crmlink::text
