#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/config.hpp"
#include "web_message.hpp"

namespace crm_service {

/// The most bytes of a JSON body.
inline constexpr std::size_t most_json = 128 * 1024;

/// Reads the members of a request's JSON object strictly: what is unknown, missing, twice there, of
/// another kind or too long is a complaint, and all of them are in the answer.
class RequestJson {
 public:
  RequestJson(std::string_view content_type, std::string_view body);

  /// Returns a text of at most so many bytes.
  std::optional<std::string> text(std::string_view key, std::size_t most);
  /// Returns a text that mustn't be missing or empty.
  std::string required_text(std::string_view key, std::size_t most);
  /// Returns a text that is one of two.
  std::optional<std::string> choice(std::string_view key, std::string_view one,
                                    std::string_view other);
  /// Returns an id, a number above zero or a text of one; mustn't be missing.
  std::int64_t required_id(std::string_view key);
  /// Complains about the object as a whole.
  void complain(std::string problem);

  /// Returns the refusal when something was wrong. Call it after all reading.
  std::optional<WebReply> refusal();

 private:
  std::optional<std::string> bounded(std::string_view key, std::optional<std::string> text,
                                     std::size_t most);

  bool is_json_;
  crmlink::ConfigDocument document_;
  crmlink::ConfigObject root_;
};

/// Parses an id as paths, queries and bodies have it: 1 to 18 digits, not zero.
std::optional<std::int64_t> parse_id(std::string_view text);

}  // namespace crm_service
