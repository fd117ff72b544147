#include "crmlink/http/message.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "core/forget_text.hpp"
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

std::unique_ptr<Response::State> Response::State::make(int status, std::span<const Place> fields,
                                                       std::string_view text,
                                                       std::size_t body_begin) {
  static_assert(sizeof(State) % alignof(Place) == 0);
  void* const memory = ::operator new(sizeof(State) + fields.size_bytes() + text.size());
  std::unique_ptr<State> state(new (memory) State);
  std::uninitialized_copy(fields.begin(), fields.end(), reinterpret_cast<Place*>(state.get() + 1));
  state->status = status;
  state->field_count = fields.size();
  state->text_size = text.size();
  state->body_begin = body_begin;
  text.copy(const_cast<char*>(state->text().data()), text.size());
  return state;
}

Response::Response() : state_(State::make(0, {}, {}, 0)) {}

Response::Response(int status, std::vector<Field> fields, std::string body) {
  ResponseBuilder builder;
  builder.set_status(status);
  for (const Field& field : fields)
    builder.add_field(field.name, field.value);
  builder.begin_body(body.size());
  builder.append_body(body);
  *this = builder.finish();
}

Response::Response(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Response::Response(Response&&) noexcept = default;
Response& Response::operator=(Response&&) noexcept = default;
Response::~Response() = default;

int Response::status() const noexcept {
  return state_->status;
}

std::optional<std::string_view> Response::field(std::string_view name) const noexcept {
  const auto text = state_->text();
  for (const State::Place& place : state_->fields()) {
    if (equal_ignoring_case(text.substr(place.name_begin, place.name_size), name)) {
      return text.substr(place.value_begin, place.value_size);
    }
  }
  return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> Response::fields() const {
  const auto text = state_->text();
  std::vector<std::pair<std::string_view, std::string_view>> result;
  result.reserve(state_->field_count);
  for (const State::Place& place : state_->fields()) {
    result.emplace_back(text.substr(place.name_begin, place.name_size),
                        text.substr(place.value_begin, place.value_size));
  }
  return result;
}

std::string_view Response::body() const noexcept {
  return state_->text().substr(state_->body_begin);
}

const Diagnostics& Response::diagnostics() const noexcept {
  return state_->diagnostics;
}

void ResponseBuilder::clear() {
  constexpr std::size_t kept_size = 64 * 1024;
  status_ = 0;
  body_begin_ = 0;
  fields_.clear();
  forget_text(text_, kept_size);
}

void ResponseBuilder::add_field(std::string_view name, std::string_view value) {
  const std::size_t begin = text_.size();
  text_.append(name).append(value);
  fields_.push_back({begin, name.size(), begin + name.size(), value.size()});
  body_begin_ = text_.size();
}

void ResponseBuilder::begin_body(std::size_t expected_size) {
  body_begin_ = text_.size();
  text_.reserve(body_begin_ + expected_size);
}

void ResponseBuilder::take_body(std::string& out) {
  out.assign(text_, body_begin_);
  text_.resize(body_begin_);
}

Response ResponseBuilder::head() const {
  const auto text = std::string_view(text_).substr(0, body_begin_);
  return Response(Response::State::make(status_, fields_, text, body_begin_));
}

Response ResponseBuilder::finish() const {
  return Response(Response::State::make(status_, fields_, text_, body_begin_));
}

}  // namespace crmlink::http
