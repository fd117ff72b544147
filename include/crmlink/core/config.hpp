#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/json.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink {

/// The host's callbacks that a configuration may name as the source of a secret.
using SecretProviders = std::map<std::string, Secret::Callback, std::less<>>;

/// The values that an integer of a configuration may have; both ends are included.
struct IntegerRange {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

/// The durations that a configuration may ask for; both ends are included.
struct DurationRange {
  std::chrono::milliseconds least{0};
  std::chrono::milliseconds most{std::chrono::hours(24)};
};

/// What a domain's own rule finds wrong with a value.
struct ConfigProblem {
  ConfigProblem() = default;
  /// Starts with the words for it: "unknown variable {PHONE_NUMBR}".
  explicit ConfigProblem(std::string text) : problem(std::move(text)) {}

  std::string problem;   ///< What is wrong; may be empty when `expected` says it all.
  std::string expected;  ///< What would be right; may be empty. When given, what was found is said.
  std::string nearest;   ///< The known name nearest to an unknown one; may be empty.
  /// The byte inside a text value at which it is; the complaint's line and column then point there.
  std::optional<std::size_t> offset;
};

class ConfigObject;
class ConfigState;

/// One value of a configuration and its place. A cheap handle; keeps the document's values alive.
///
/// The reading functions return std::nullopt after they have complained. Not thread-safe, like the
/// document that it belongs to.
class CRMLINK_EXPORT ConfigValue {
 public:
  std::optional<std::string> text() const;            ///< A JSON string.
  std::optional<std::string> non_empty_text() const;  ///< A JSON string of at least one byte.
  std::optional<bool> boolean() const;                ///< true or false.
  /// A JSON number without a fraction (`5`, `5.0`, `5e3`).
  std::optional<std::int64_t> integer(IntegerRange range = {}) const;
  /// A JSON number that is finite as a double.
  std::optional<double> number() const;
  /// A number of milliseconds without a fraction.
  std::optional<std::chrono::milliseconds> milliseconds(DurationRange range = {}) const;
  /// One of `names`, spelled exactly so; gives its index.
  std::optional<std::size_t> choice(std::initializer_list<std::string_view> names) const;
  std::optional<std::size_t> choice(const std::vector<std::string_view>& names) const;
  /// A secret: its text, or `{"env": "NAME"}`, `{"file": "path"}` or `{"callback": "name"}` with a
  /// name from `providers`. Nothing at or below this value appears in a complaint from now on.
  std::optional<Secret> secret(const SecretProviders& providers = {}) const;
  /// A JSON object.
  std::optional<ConfigObject> object() const;
  /// The elements of a JSON array; empty after a complaint.
  std::vector<ConfigValue> items(std::size_t at_least = 0) const;
  /// Name and value of each member of a JSON object, in order; empty after a complaint.
  std::vector<std::pair<std::string, ConfigValue>> members() const;

  bool is_text() const noexcept;    ///< Whether it is a JSON string; never complains.
  bool is_object() const noexcept;  ///< Whether it is a JSON object; never complains.
  bool is_array() const noexcept;   ///< Whether it is a JSON array; never complains.
  /// Returns the JSON value itself; lives as long as any handle on the document.
  const boost::json::value& json() const noexcept { return *value_; }
  /// Returns the RFC 6901 pointer from the document's root.
  const std::string& pointer() const noexcept { return pointer_; }

  /// Complains about this value.
  void complain(ConfigProblem problem) const;

 private:
  friend class ConfigObject;
  friend class ConfigDocument;
  ConfigValue(std::shared_ptr<ConfigState> state, const boost::json::value& value,
              std::string pointer) noexcept;
  std::optional<std::int64_t> whole_number(IntegerRange range, const std::string& expected) const;
  void complain_expected(std::string expected) const;
  std::optional<Secret> secret_source(const SecretProviders& providers) const;

  std::shared_ptr<ConfigState> state_;
  const boost::json::value* value_;
  std::string pointer_;
};

/// Reads the members of one object of a configuration, by name.
///
/// Three forms for each kind: `required_NAME(key)` complains about a missing member and returns an
/// empty value; `optional_NAME(key)` returns std::nullopt; `NAME(key, …, fallback)` returns the
/// fallback. All complain about a wrong member and then return the same. Every name that was asked
/// for is known to reject_unknown(). null isn't "missing" but wrong. A cheap handle, copies share
/// what is known; not thread-safe.
class CRMLINK_EXPORT ConfigObject {
 public:
  std::string required_text(std::string_view key);  ///< At least one byte.
  std::optional<std::string> optional_text(std::string_view key);
  std::string text(std::string_view key, std::string_view fallback);

  bool required_boolean(std::string_view key);
  bool boolean(std::string_view key, bool fallback);

  std::int64_t required_integer(std::string_view key, IntegerRange range = {});
  std::optional<std::int64_t> optional_integer(std::string_view key, IntegerRange range = {});
  std::int64_t integer(std::string_view key, IntegerRange range, std::int64_t fallback);

  std::chrono::milliseconds required_milliseconds(std::string_view key, DurationRange range = {});
  std::optional<std::chrono::milliseconds> optional_milliseconds(std::string_view key,
                                                                 DurationRange range = {});
  std::chrono::milliseconds milliseconds(std::string_view key, DurationRange range,
                                         std::chrono::milliseconds fallback);

  /// The index of the text among `names`; std::nullopt after a complaint.
  std::optional<std::size_t> required_choice(std::string_view key,
                                             std::initializer_list<std::string_view> names);
  std::size_t choice(std::string_view key, std::initializer_list<std::string_view> names,
                     std::size_t fallback);

  /// A secret, see ConfigValue::secret; no source when missing.
  Secret required_secret(std::string_view key, const SecretProviders& providers = {});
  Secret secret(std::string_view key, const SecretProviders& providers = {});

  /// An object; after a complaint one that has no members and never complains.
  ConfigObject required_object(std::string_view key);
  std::optional<ConfigObject> optional_object(std::string_view key);

  /// The objects of an array; a missing array counts as an empty one.
  std::vector<ConfigObject> objects(std::string_view key, std::size_t at_least = 0);
  /// The texts of an array; a missing array counts as an empty one.
  std::vector<std::string> texts(std::string_view key, std::size_t at_least = 0);
  /// The elements of an array of whatever kind; a missing array counts as an empty one.
  std::vector<ConfigValue> items(std::string_view key, std::size_t at_least = 0);
  /// The members of an object whose names are free, all objects; a missing one counts as empty.
  std::vector<std::pair<std::string, ConfigObject>> object_members(std::string_view key);
  /// The members of an object whose names are free, all texts; a missing one counts as empty.
  std::vector<std::pair<std::string, std::string>> text_members(std::string_view key);
  /// The members of an object whose names are free, of whatever kind; a missing one counts as
  /// empty.
  std::vector<std::pair<std::string, ConfigValue>> members(std::string_view key);

  /// Returns the member of that name, of whatever kind; std::nullopt when it is missing.
  std::optional<ConfigValue> find(std::string_view key);
  /// The same; complains when it is missing. `expected` says what should stand there.
  std::optional<ConfigValue> require(std::string_view key, std::string_view expected);
  /// Returns whether there is a member of that name; doesn't make the name known.
  bool has(std::string_view key) const noexcept;
  /// Returns the names of its members, in their order; doesn't make them known.
  std::vector<std::string> names() const;
  /// Makes a name known that isn't read.
  void also_known(std::string_view key);

  /// Complains about the member `key`, or about the value at `key` when that is a relative JSON
  /// pointer (begins with `/`), or about this object when it is empty. It need not exist.
  void complain(std::string_view key, ConfigProblem problem) const;
  /// Complains about every member whose name nobody asked for; call it after all reading.
  void reject_unknown() const;

  /// Returns the RFC 6901 pointer from the document's root.
  const std::string& pointer() const noexcept;
  /// Returns whether the object exists; what stands for a wrong one doesn't.
  explicit operator bool() const noexcept;

 private:
  friend class ConfigValue;
  friend class ConfigDocument;
  struct Node;
  explicit ConfigObject(std::shared_ptr<Node> node) noexcept;
  static ConfigObject none();
  static ConfigObject of(const ConfigValue& value);
  std::string pointer_of(std::string_view key) const;

  std::shared_ptr<Node> node_;
};

/// Reads a configuration, and collects everything that is wrong with it: a person who writes one
/// gets all complaints at once, each with its place, what was expected and the nearest known name.
///
///     auto document = ConfigDocument::parse("customer-lookup", text);
///     auto root = document.root();
///     const std::string name = root.required_text("name");
///     const auto timeout = root.milliseconds("timeout_ms", {1ms, 60s}, 5s);
///     root.reject_unknown();
///     if (const auto verdict = document.finish(); !verdict) return verdict.error();
///
/// Reading a wrong document never throws: it goes on with empty values and fallbacks, which nobody
/// sees when finish() fails. Memory that held the document is wiped, for there may be secrets in
/// it. One thread at a time.
class CRMLINK_EXPORT ConfigDocument {
 public:
  /// Parses a JSON text, which is copied; `name` stands before every complaint. A syntax error is a
  /// complaint, and so is a name that an object has twice. A byte order mark is skipped.
  static ConfigDocument parse(std::string name, std::string_view text,
                              const JsonLimits& limits = JsonLimits());
  /// Reads a value that was parsed elsewhere; complaints then have no line and column.
  ConfigDocument(std::string name, boost::json::value value);

  ConfigDocument(ConfigDocument&&) noexcept;
  ConfigDocument& operator=(ConfigDocument&&) noexcept;
  ~ConfigDocument();

  /// Replaces the name that stands before every complaint, also before earlier ones.
  void rename(std::string name);
  /// Returns the root, which must be an object; after a complaint, and after a syntax error, an
  /// object that has no members and never complains.
  ConfigObject root();
  /// Returns whether nothing is wrong so far.
  bool ok() const noexcept;
  /// Succeeds, or fails with Errc::invalid_configuration and all complaints in the order of the
  /// document. Beyond 1000 complaints only says that there are more.
  Result<> finish() const;

 private:
  explicit ConfigDocument(std::shared_ptr<ConfigState> state) noexcept;
  std::shared_ptr<ConfigState> state_;
};

}  // namespace crmlink
