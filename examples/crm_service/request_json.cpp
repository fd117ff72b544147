#include "request_json.hpp"

#include <boost/json/value.hpp>
#include <charconv>
#include <utility>

#include "field_parameters.hpp"

namespace crm_service {
namespace {

constexpr std::size_t longest_id = 18;

crmlink::JsonLimits limits() {
  crmlink::JsonLimits limits;
  limits.max_depth = 4;
  limits.max_size = most_json;
  return limits;
}

}  // namespace

RequestJson::RequestJson(std::string_view content_type, std::string_view body)
    : is_json_(same_word(FieldParameters(content_type).value(), "application/json")),
      document_(crmlink::ConfigDocument::parse("body", body, limits())),
      root_(document_.root()) {}

std::optional<std::string> RequestJson::bounded(std::string_view key,
                                                std::optional<std::string> text, std::size_t most) {
  if (!text || text->size() <= most) return text;
  root_.complain(key, crmlink::ConfigProblem("longer than " + std::to_string(most) + " bytes"));
  return std::nullopt;
}

std::optional<std::string> RequestJson::text(std::string_view key, std::size_t most) {
  return bounded(key, root_.optional_text(key), most);
}

std::string RequestJson::required_text(std::string_view key, std::size_t most) {
  return bounded(key, root_.required_text(key), most).value_or("");
}

std::optional<std::string> RequestJson::choice(std::string_view key, std::string_view one,
                                               std::string_view other) {
  const auto value = root_.find(key);
  if (!value) return std::nullopt;
  const auto index = value->choice({one, other});
  if (!index) return std::nullopt;
  return std::string(*index == 0 ? one : other);
}

std::int64_t RequestJson::required_id(std::string_view key) {
  const auto value = root_.require(key, "an id");
  if (!value) return 0;
  if (!value->is_text()) return value->integer({1}).value_or(0);
  const auto text = value->text();
  if (const auto id = parse_id(text.value_or(""))) return *id;
  value->complain(crmlink::ConfigProblem("not an id"));
  return 0;
}

void RequestJson::complain(std::string problem) {
  root_.complain("", crmlink::ConfigProblem(std::move(problem)));
}

std::optional<WebReply> RequestJson::refusal() {
  if (!is_json_) return problem(400, "Content-Type: expected application/json");
  root_.reject_unknown();
  const auto verdict = document_.finish();
  if (verdict) return std::nullopt;
  return problem(400, verdict.error().message());
}

std::optional<std::int64_t> parse_id(std::string_view text) {
  if (text.empty() || text.size() > longest_id || text.front() == '0') return std::nullopt;
  std::int64_t id = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end || id <= 0) return std::nullopt;
  return id;
}

}  // namespace crm_service
