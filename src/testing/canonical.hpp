#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/scrubber.hpp"

namespace crmlink::testing {

/// What tells two spellings of one private value from those of another, within one recording.
std::string identity_of(const PrivateValue& value);

/// A request without its private values: the first one is `<1>`, the second that differs from it
/// `<2>`, whatever they are. So a recorded request and one with made-up values become equal.
struct CanonicalRequest {
  CanonicalRequest(const RecordingOptions& rules, std::string_view method, std::string_view url,
                   std::string_view body, std::string_view content_type);

  std::string method;
  std::string url;
  std::string body;
  std::vector<std::string> identities;  ///< Of the private values, in the order of their numbers.
  std::vector<std::string> values;      ///< How they were spelled first.

  /// Compares without the private values.
  bool matches(const CanonicalRequest& other) const {
    return method == other.method && url == other.url && body == other.body;
  }
};

/// Says where a request parts from the recorded one that is nearest to it.
std::string describe_difference(const CanonicalRequest& recorded, const CanonicalRequest& sent);

}  // namespace crmlink::testing
