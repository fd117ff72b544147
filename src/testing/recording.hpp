#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/testing/recording_options.hpp"

namespace crmlink::testing {

/// A recorded request, private values replaced.
struct RecordedRequest {
  std::string method;
  std::string url;
  std::vector<http::Field> fields;
  std::string body;
};

/// A recorded reply, private values replaced.
struct RecordedReply {
  int status = 0;
  std::vector<http::Field> fields;
  std::string body;
};

/// A request and what came of it: a reply, or a failure.
struct RecordedExchange {
  RecordedRequest request;
  std::optional<RecordedReply> reply;
  Error error;
};

/// What a recording holds.
struct Recording {
  RecordingOptions rules;  ///< Without the key.
  std::vector<RecordedExchange> exchanges;
};

/// Writes a recording as a JSON document, an exchange after the other, so that differences show.
std::string write_recording(const RecordingOptions& rules,
                            const std::vector<const RecordedExchange*>& exchanges);
/// Reads what write_recording wrote.
Result<Recording> read_recording(std::string_view text);

/// Returns the first value of a field, in any letter case.
std::string_view field_of(const std::vector<http::Field>& fields, std::string_view name);

}  // namespace crmlink::testing
