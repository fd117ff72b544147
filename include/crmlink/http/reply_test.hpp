#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {
class ConfigObject;
class ConfigValue;
}  // namespace crmlink

namespace crmlink::http {

class Response;

/// Tests a reply, as a configuration says: whether it means "not found", a failure that hides in a
/// 200, or a token that has expired.
///
/// Members of the JSON object, of which all that are given must hold:
/// - `statuses`: a list of statuses of which the reply has one;
/// - `path`: a path into the JSON body (see JsonPath; the empty one is the root), with exactly one
///   of
///   - `exists`: true or false;
///   - `equals`: a text, a number or a boolean; a text also equals a number or a boolean that is
///     spelled so;
///   - `contains`: a text that stands in the text there, or equals an element of the list there;
///   - `empty`: true; null, an empty text, list or object. What isn't there isn't empty: a search
///     that failed must not look like one that found nobody;
///   - `not_empty`: true; anything else that is there;
/// - `body_contains`: a text that stands in the body, byte by byte.
///
/// A list of such objects holds when one of them does. A body that isn't JSON, or that is larger
/// than max_json_size, meets no `path`, `exists: false` included.
///
/// Immutable and cheap to copy; thread-safe. Source: generic-crm.md "What real CRMs do".
class CRMLINK_EXPORT ReplyTest {
 public:
  /// The most bytes of a body that is read as JSON.
  static constexpr std::size_t max_json_size = std::size_t{8} * 1024 * 1024;
  /// The most objects in a list.
  static constexpr std::size_t max_alternatives = 32;

  /// Makes a test that no reply meets.
  ReplyTest() noexcept;
  /// Makes a test for one of these statuses; one that no reply meets when there are none.
  static ReplyTest of_statuses(std::vector<int> statuses);
  /// Parses one object. Fails with Errc::invalid_configuration and all complaints at once.
  static Result<ReplyTest> parse(std::string_view json);
  /// Reads an object that is part of a larger configuration; complaints go to that document, and
  /// `object`'s unknown members are rejected. Of use only if the document's finish() succeeds.
  static ReplyTest read(ConfigObject& object);
  /// The same for an object or a list of objects.
  static ReplyTest read(const ConfigValue& value);

  /// Returns whether the reply meets the test. Parses the body if a path is asked for, each time.
  bool holds(const Response& response) const;
  /// The same for a reply whose body is parsed already; nullptr: it isn't JSON.
  bool holds(int status, std::string_view body, const boost::json::value* json) const;

  /// Returns whether a reply can meet it at all.
  explicit operator bool() const noexcept { return state_ != nullptr; }
  /// Returns the test in words: `status 404, or status 200 and items is empty`.
  std::string describe() const;

  /// One object of the configuration; internal.
  struct Conditions;

 private:
  explicit ReplyTest(std::vector<Conditions> alternatives);
  std::shared_ptr<const std::vector<Conditions>> state_;
};

}  // namespace crmlink::http
