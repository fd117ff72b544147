#include <limits>
#include <utility>

#include "crmlink/core/config.hpp"
#include "testing/recording.hpp"

namespace crmlink::testing {
namespace {

std::vector<http::Field> read_fields(ConfigObject& object) {
  std::vector<http::Field> fields;
  for (const auto& line : object.texts("fields")) {
    const auto colon = line.find(": ");
    if (colon == std::string::npos)
      object.complain("fields", ConfigProblem("a field isn't a name, \": \" and a value"));
    else
      fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return fields;
}

RecordedRequest read_request(ConfigObject object) {
  RecordedRequest request;
  request.method = object.required_text("method");
  request.url = object.required_text("url");
  request.fields = read_fields(object);
  request.body = object.text("body", "");
  object.reject_unknown();
  return request;
}

RecordedReply read_reply(ConfigObject object) {
  RecordedReply reply;
  reply.status = static_cast<int>(object.required_integer("status", {100, 599}));
  reply.fields = read_fields(object);
  reply.body = object.text("body", "");
  object.reject_unknown();
  return reply;
}

/// Finds the code by its words, which a person can read and a new code doesn't shift.
Errc read_code(ConfigObject& object) {
  const auto words = object.required_text("what");
  for (std::uint16_t value = 1; value <= 999; ++value)
    if (make_error_code(static_cast<Errc>(value)).message() == words)
      return static_cast<Errc>(value);
  object.complain("what", ConfigProblem("not an error of this version of crmlink"));
  return Errc::connect_failed;
}

Error read_error(ConfigObject object) {
  ErrorInfo info(read_code(object));
  info.phase = static_cast<Phase>(object.choice(
      "phase", {"none", "queue", "resolve", "connect", "tls", "send", "wait", "receive", "parse"},
      0));
  info.delivery = static_cast<Delivery>(
      object.choice("delivery", {"not_sent", "maybe_applied", "answered"}, 0));
  info.detail = object.text("detail", "");
  object.reject_unknown();
  return info;
}

RecordedExchange read_exchange(ConfigObject object) {
  RecordedExchange exchange;
  exchange.request = read_request(object.required_object("request"));
  if (auto reply = object.optional_object("reply"))
    exchange.reply = read_reply(*reply);
  else
    exchange.error = read_error(object.required_object("error"));
  object.reject_unknown();
  return exchange;
}

RecordingOptions read_rules(ConfigObject& root) {
  RecordingOptions rules;
  rules.private_fields = root.texts("private_fields");
  rules.kept_fields = root.texts("kept_fields");
  rules.private_headers = root.texts("private_headers");
  rules.secret_fields = root.texts("secret_fields");
  rules.secret_headers = root.texts("secret_headers");
  return rules;
}

}  // namespace

Result<Recording> read_recording(std::string_view text) {
  JsonLimits limits;
  limits.max_size = std::numeric_limits<std::size_t>::max();
  auto document = ConfigDocument::parse("recording", text, limits);
  auto root = document.root();
  Recording recording;
  root.required_integer("crmlink_recording", {1, 1});
  recording.rules = read_rules(root);
  for (auto& exchange : root.objects("exchanges"))
    recording.exchanges.push_back(read_exchange(exchange));
  root.reject_unknown();
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return recording;
}

}  // namespace crmlink::testing
