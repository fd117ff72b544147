#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "testing/recording.hpp"

namespace crmlink::testing {
namespace {

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::value(boost::json::string(text)));
}

std::string body_text(std::string_view body) {
  const auto text = quoted(body);
  boost::system::error_code ec;
  boost::json::parse(text, ec);
  // Not UTF-8: what it says can't be searched for private values.
  return ec ? R"("")" : text;
}

std::string list(const std::vector<std::string>& texts) {
  std::string result = "[";
  for (const auto& text : texts)
    result += (result.size() > 1 ? ", " : "") + quoted(text);
  return result + ']';
}

std::string list(const std::vector<http::Field>& fields) {
  std::vector<std::string> lines;
  for (const auto& field : fields)
    lines.push_back(field.name + ": " + field.value);
  return list(lines);
}

std::string text_of(const RecordedRequest& request) {
  return R"({"method": )" + quoted(request.method) + R"(, "url": )" + quoted(request.url) +
         ",\n      \"fields\": " + list(request.fields) +
         ",\n      \"body\": " + body_text(request.body) + '}';
}

std::string text_of(const RecordedReply& reply) {
  return R"({"status": )" + std::to_string(reply.status) +
         ",\n      \"fields\": " + list(reply.fields) +
         ",\n      \"body\": " + body_text(reply.body) + '}';
}

std::string text_of(const Error& error) {
  return R"({"what": )" + quoted(error.code().message()) + R"(, "phase": )" +
         quoted(to_string(error.phase())) + R"(, "delivery": )" +
         quoted(to_string(error.delivery())) + R"(, "detail": )" + quoted(error.detail()) + '}';
}

std::string text_of(const RecordedExchange& exchange) {
  const auto came = exchange.reply ? "\"reply\": " + text_of(*exchange.reply)
                                   : "\"error\": " + text_of(exchange.error);
  return "    {\"request\": " + text_of(exchange.request) + ",\n     " + came + '}';
}

}  // namespace

std::string write_recording(const RecordingOptions& rules,
                            const std::vector<const RecordedExchange*>& exchanges) {
  std::string text = "{\n  \"crmlink_recording\": 1,\n";
  text += "  \"private_fields\": " + list(rules.private_fields) + ",\n";
  text += "  \"kept_fields\": " + list(rules.kept_fields) + ",\n";
  text += "  \"private_headers\": " + list(rules.private_headers) + ",\n";
  text += "  \"secret_fields\": " + list(rules.secret_fields) + ",\n";
  text += "  \"secret_headers\": " + list(rules.secret_headers) + ",\n";
  text += "  \"exchanges\": [";
  const char* separator = "\n";
  for (const auto* exchange : exchanges) {
    text += separator + text_of(*exchange);
    separator = ",\n";
  }
  return text + "\n  ]\n}\n";
}

}  // namespace crmlink::testing
