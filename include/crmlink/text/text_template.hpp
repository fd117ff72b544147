#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Where an expanded template will stand; each inserted value is encoded for it, so that no value
/// can break out (templates.md, "Slots").
enum class Slot : std::uint8_t {
  plain,      ///< As it is.
  url_path,   ///< One path segment: RFC 3986 percent-encoding of all but unreserved characters; a
              ///< segment that comes out as `.` or `..` is an error (Errc::invalid_value).
  url_query,  ///< A query key or value: the same encoding.
  header,     ///< An HTTP field value: CR, LF, NUL and other controls are an error
              ///< (Errc::invalid_value).
  json,  ///< A JSON value: a string, or, when the whole template is one reference, the value's own
         ///< type.
  json_text,  ///< A JSON string always, but for the typed functions NUMBER, BOOL and JSON.
  form,       ///< application/x-www-form-urlencoded.
  html,       ///< Text of HTML: & < > " ' become entities.
  file_name,  ///< One component of a path: no separators, no controls, never `.` or `..`.
};

/// How the literal parts of a template are spelled; matters in the URL slots only.
enum class Literals : std::uint8_t {
  encode,    ///< As people write text: they are encoded like values. For one segment, key or value.
  verbatim,  ///< As it stands in the slot: a whole URL. What can't stand in a URL is a fault.
};

/// Why a template doesn't compile.
struct TemplateFault {
  std::string problem;     ///< "unknown variable {PHONE_NUMBR}"
  std::string nearest;     ///< The nearest known variable or function; may be empty.
  std::size_t offset = 0;  ///< The byte of the text at which it is.
};

/// A function's arguments: absent ones are std::nullopt. The views are valid during the call only.
using FunctionArguments = std::span<const std::optional<std::string_view>>;

/// Functions that values may call with `=NAME(…)`; holds those of templates.md and the host's own.
///
/// A value type; templates keep what they need of it, so that it may go after parsing.
class CRMLINK_EXPORT FunctionRegistry {
 public:
  /// Computes a text, or std::nullopt for "absent". Called on the thread that expands; must not
  /// throw, must be thread-safe if templates are expanded on several threads.
  using Function = std::function<std::optional<std::string>(FunctionArguments)>;
  /// Tells the wall-clock time for NOW.
  using Now = std::function<std::chrono::system_clock::time_point()>;

  /// Makes a registry with every function of templates.md; NOW reads the system's clock.
  FunctionRegistry();

  /// Replaces the clock behind NOW.
  void set_now(Now now);
  /// Adds the host's own function. `name` is upper-case letters, digits and `_`. Fails with
  /// Errc::invalid_argument for another spelling, for a name that exists, or for an impossible
  /// count.
  Result<> add(std::string name, std::size_t least_arguments, std::size_t most_arguments,
               Function function);

 private:
  friend class TemplateParser;
  struct Entry;
  std::shared_ptr<const std::vector<Entry>> entries_;
  Now now_;
};

/// What came of an expansion.
enum class Presence : std::uint8_t {
  absent,   ///< The whole value came out empty: a parameter leaves the request.
  present,  ///< Something was written.
};

/// A text with `{REFERENCES}`, parsed once and expanded for each session into a buffer of the
/// caller.
///
/// Immutable and cheap to copy; thread-safe. Expanding allocates nothing when the buffer is large
/// enough and no function is called that computes (DEFAULT_VALUE and CONCAT_… don't). Source:
/// templates.md.
class CRMLINK_EXPORT TextTemplate {
 public:
  /// What parsing needs to know.
  struct Options {
    Options(Slot for_slot, const Vocabulary& known) : slot(for_slot), vocabulary(&known) {}

    Slot slot;                     ///< Where the result will stand.
    const Vocabulary* vocabulary;  ///< The known names; must outlive the call only.
    const FunctionRegistry* functions =
        nullptr;  ///< nullptr: `=` at the start is plain text; else it begins a function.
    Literals literals = Literals::encode;  ///< verbatim for the text of a whole URL.
  };

  /// Makes the empty text.
  TextTemplate();

  /// Parses a template; every fault is found at once. On faults returns the template std::nullopt.
  static std::optional<TextTemplate> parse(std::string_view text, const Options& options,
                                           std::vector<TemplateFault>& faults);
  /// Parses a template; fails with Errc::invalid_template and the first fault.
  static Result<TextTemplate> parse(std::string_view text, const Options& options);

  /// Appends the expansion to `out`. For the JSON slots that is one whole JSON value, quotes
  /// included. When the result is absent or fails, `out` is as before. Fails with
  /// Errc::invalid_value when a value can't stand in the slot, e.g. a line break in a header; the
  /// detail names the variable, never its value.
  Result<Presence> expand(const Variables& variables, std::string& out) const;

  /// Returns whether the text has no references and no functions.
  bool is_literal() const noexcept;
  /// Returns the text that was parsed.
  std::string_view source() const noexcept;
  /// Calls `visit` with each reference as it was written, e.g. `ANI` or `contact.source`, in order.
  void for_each_reference(const std::function<void(std::string_view reference)>& visit) const;

 private:
  friend class TemplateParser;
  explicit TextTemplate(std::shared_ptr<const class TemplateProgram> program) noexcept;
  std::shared_ptr<const TemplateProgram> program_;
};

}  // namespace crmlink
