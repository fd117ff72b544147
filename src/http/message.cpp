#include "crmlink/http/message.hpp"

#include <algorithm>
#include <array>

#include "http/response_builder.hpp"

namespace crmlink::http {
namespace {

constexpr std::array<std::string_view, 6> method_names{"GET", "HEAD",  "POST",
                                                       "PUT", "PATCH", "DELETE"};

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view to_string(Method method) noexcept {
  return method_names[static_cast<std::size_t>(method)];
}

std::optional<Method> parse_method(std::string_view name) noexcept {
  const auto found =
      std::find_if(method_names.begin(), method_names.end(),
                   [&](std::string_view known) { return equal_ignoring_case(known, name); });
  if (found == method_names.end()) return std::nullopt;
  return static_cast<Method>(found - method_names.begin());
}

bool is_idempotent(Method method) noexcept {
  return method != Method::post && method != Method::patch;
}

Response::Response() : state_(std::make_unique<State>()) {}

Response::Response(int status, std::vector<Field> fields, std::string body) {
  ResponseBuilder builder;
  builder.set_status(status);
  for (const Field& field : fields)
    builder.add_field(field.name, field.value);
  builder.begin_body(body.size());
  builder.append_body(body);
  *this = builder.finish();
}

Response::Response(Response&&) noexcept = default;
Response& Response::operator=(Response&&) noexcept = default;
Response::~Response() = default;

int Response::status() const noexcept {
  return state_->status;
}

std::optional<std::string_view> Response::field(std::string_view name) const noexcept {
  const std::string_view text = state_->text;
  for (const State::Place& place : state_->fields) {
    if (equal_ignoring_case(text.substr(place.name_begin, place.name_size), name)) {
      return text.substr(place.value_begin, place.value_size);
    }
  }
  return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> Response::fields() const {
  const std::string_view text = state_->text;
  std::vector<std::pair<std::string_view, std::string_view>> result;
  result.reserve(state_->fields.size());
  for (const State::Place& place : state_->fields) {
    result.emplace_back(text.substr(place.name_begin, place.name_size),
                        text.substr(place.value_begin, place.value_size));
  }
  return result;
}

std::string_view Response::body() const noexcept {
  return std::string_view(state_->text).substr(state_->body_begin);
}

const Diagnostics& Response::diagnostics() const noexcept {
  return state_->diagnostics;
}

ResponseBuilder::ResponseBuilder() : state_(std::make_unique<Response::State>()) {}

void ResponseBuilder::add_field(std::string_view name, std::string_view value) {
  std::string& text = state_->text;
  const std::size_t begin = text.size();
  text.append(name).append(value);
  state_->fields.push_back({begin, name.size(), begin + name.size(), value.size()});
  state_->body_begin = text.size();
}

void ResponseBuilder::begin_body(std::size_t expected_size) {
  state_->body_begin = state_->text.size();
  state_->text.reserve(state_->body_begin + expected_size);
}

Response ResponseBuilder::finish() {
  Response response;
  response.state_ = std::move(state_);
  return response;
}

}  // namespace crmlink::http
