#include "crmlink/http/reply_test.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "crmlink/core/json.hpp"
#include "crmlink/http/message.hpp"
#include "http/reply_conditions.hpp"
#include "text/json_writer.hpp"

namespace crmlink::http {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) noexcept {
  return {text.data(), text.size()};
}

std::string spelled(const json::value& value) {
  std::string text;
  text::write_json(value, text);
  return text;
}

bool same_number(const json::value& a, const json::value& b) {
  if (!a.is_double() && !b.is_double()) return a == b;
  return a.to_number<double>() == b.to_number<double>();
}

bool is_scalar(const json::value& value) noexcept {
  return value.is_number() || value.is_bool();
}

bool equals(const json::value& found, const json::value& wanted) {
  if (found.is_number() && wanted.is_number()) return same_number(found, wanted);
  if (is_scalar(found) && wanted.is_string()) return spelled(found) == view(wanted.get_string());
  return found == wanted;
}

bool contains(const json::value& found, const json::value& wanted) {
  if (const auto* const text = found.if_string())
    return view(*text).find(view(wanted.get_string())) != std::string_view::npos;
  const auto* const list = found.if_array();
  return list != nullptr && std::any_of(list->begin(), list->end(), [&](const json::value& item) {
           return equals(item, wanted);
         });
}

bool is_empty(const json::value& found) noexcept {
  if (const auto* const text = found.if_string()) return text->empty();
  if (const auto* const list = found.if_array()) return list->empty();
  if (const auto* const object = found.if_object()) return object->empty();
  return found.is_null();
}

std::string describe_statuses(const std::vector<int>& statuses) {
  std::string text;
  for (const int status : statuses)
    text.append(text.empty() ? "status " : " or ").append(std::to_string(status));
  return text;
}

void add_condition(std::string& text, const std::string& condition) {
  if (condition.empty()) return;
  if (!text.empty()) text += " and ";
  text += condition;
}

}  // namespace

bool ReplyTest::Conditions::holds_at_path(const json::value* json) const {
  if (json == nullptr) return false;
  const auto* const found = path->find(*json);
  if (op == ReplyOperator::exists) return (found != nullptr) == operand.as_bool();
  if (found == nullptr) return false;
  switch (op) {
    case ReplyOperator::equals:
      return equals(*found, operand);
    case ReplyOperator::contains:
      return contains(*found, operand);
    case ReplyOperator::empty:
      return is_empty(*found);
    case ReplyOperator::not_empty:
    case ReplyOperator::exists:
      break;
  }
  return !is_empty(*found);
}

bool ReplyTest::Conditions::hold(int status, std::string_view body, const json::value* json) const {
  if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), status) == statuses.end())
    return false;
  if (body.find(body_contains) == std::string_view::npos) return false;
  return !path || holds_at_path(json);
}

std::string ReplyTest::Conditions::describe_path() const {
  if (!path) return {};
  auto text = path->empty() ? std::string("the body") : path->to_string();
  switch (op) {
    case ReplyOperator::exists:
      return text + (operand.as_bool() ? " exists" : " doesn't exist");
    case ReplyOperator::equals:
      return text + " equals " + spelled(operand);
    case ReplyOperator::contains:
      return text + " contains " + spelled(operand);
    case ReplyOperator::empty:
      return text + " is empty";
    case ReplyOperator::not_empty:
      break;
  }
  return text + " isn't empty";
}

std::string ReplyTest::Conditions::describe() const {
  auto text = describe_statuses(statuses);
  add_condition(text, describe_path());
  if (!body_contains.empty())
    add_condition(text, "the body contains " + spelled(json::value(body_contains)));
  return text;
}

ReplyTest::ReplyTest() noexcept = default;

ReplyTest::ReplyTest(std::vector<Conditions> alternatives)
    : state_(std::make_shared<const std::vector<Conditions>>(std::move(alternatives))) {}

ReplyTest ReplyTest::of_statuses(std::vector<int> statuses) {
  if (statuses.empty()) return {};
  std::vector<Conditions> alternatives(1);
  alternatives.front().statuses = std::move(statuses);
  return ReplyTest(std::move(alternatives));
}

bool ReplyTest::holds(int status, std::string_view body, const json::value* json) const {
  return state_ && std::any_of(state_->begin(), state_->end(), [&](const Conditions& conditions) {
           return conditions.hold(status, body, json);
         });
}

bool ReplyTest::holds(const Response& response) const {
  if (!state_) return false;
  const auto body = response.body();
  const auto wants_json = std::any_of(state_->begin(), state_->end(),
                                      [&](const Conditions& one) { return one.path.has_value(); });
  if (!wants_json) return holds(response.status(), body, nullptr);
  JsonLimits limits;
  limits.max_size = max_json_size;
  const auto json = parse_json(body, limits);
  return holds(response.status(), body, json ? &*json : nullptr);
}

std::string ReplyTest::describe() const {
  if (!state_) return "never";
  std::string text;
  for (const auto& conditions : *state_)
    text.append(text.empty() ? "" : ", or ").append(conditions.describe());
  return text;
}

}  // namespace crmlink::http
