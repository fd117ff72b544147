#include "crmlink/http/trace_context.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace crmlink::http {
namespace {

// version "-" trace-id "-" parent-id "-" trace-flags (§3.2.2)
constexpr std::size_t version_size = 2;
constexpr std::size_t trace_at = 3;
constexpr std::size_t trace_size = 32;
constexpr std::size_t parent_at = 36;
constexpr std::size_t parent_size = 16;
constexpr std::size_t flags_at = 53;
constexpr std::size_t parent_field_size = 55;

constexpr std::string_view supported_version = "00";

Error refuse(std::string detail) {
  ErrorInfo info(Errc::invalid_value);
  info.where = "traceparent";
  info.detail = std::move(detail);
  return info;
}

constexpr bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_lower_hex);
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

bool has_flag_sampled(std::string_view flags) {
  constexpr std::string_view odd = "13579bdf";
  return odd.find(flags.back()) != std::string_view::npos;
}

Result<> check_size(std::string_view field) {
  if (field.size() < parent_field_size) return refuse("it is shorter than 55 characters");
  if (field.size() == parent_field_size) return {};
  if (field.starts_with(supported_version)) return refuse("it is longer than 55 characters");
  if (field[parent_field_size] != '-') return refuse("its flags aren't two digits");
  return {};
}

Result<> check(std::string_view field) {
  if (const auto sized = check_size(field); !sized) return sized.error();
  const auto version = field.substr(0, version_size);
  const auto trace = field.substr(trace_at, trace_size);
  const auto parent = field.substr(parent_at, parent_size);
  if (field[trace_at - 1] != '-' || field[parent_at - 1] != '-' || field[flags_at - 1] != '-')
    return refuse("its parts aren't separated by -");
  if (!is_hex(version) || version == "ff") return refuse("its version isn't 00 to fe");
  if (!is_hex(trace) || is_zero(trace))
    return refuse("its trace id isn't 32 lower-case hexadecimal digits, or all are 0");
  if (!is_hex(parent) || is_zero(parent))
    return refuse("its parent id isn't 16 lower-case hexadecimal digits, or all are 0");
  if (!is_hex(field.substr(flags_at, 2))) return refuse("its flags aren't two digits");
  return {};
}

std::string_view without_space(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Whoever reads it checks the members; here it only must not break the request.
bool may_be_sent(std::string_view tracestate) {
  const auto printable = [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); };
  return tracestate.size() <= TraceContext::max_state_size &&
         tracestate.find('=') != std::string_view::npos &&
         std::all_of(tracestate.begin(), tracestate.end(), printable);
}

std::string as_supported_version(std::string_view field) {
  if (field.starts_with(supported_version)) return std::string(field);
  std::string result(supported_version);
  result.append(field.substr(version_size, flags_at - version_size));
  result.append(has_flag_sampled(field.substr(flags_at, 2)) ? "01" : "00");
  return result;
}

}  // namespace

/// The fields.
struct TraceContext::State {
  std::string traceparent;
  std::string tracestate;
};

TraceContext::TraceContext() noexcept = default;
TraceContext::TraceContext(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

Result<TraceContext> TraceContext::parse(std::string_view traceparent,
                                         std::string_view tracestate) {
  traceparent = without_space(traceparent);
  if (const auto checked = check(traceparent); !checked) return checked.error();
  State state;
  state.traceparent = as_supported_version(traceparent);
  tracestate = without_space(tracestate);
  if (may_be_sent(tracestate)) state.tracestate = tracestate;
  return TraceContext(std::make_shared<const State>(std::move(state)));
}

std::string_view TraceContext::traceparent() const noexcept {
  return state_ ? std::string_view(state_->traceparent) : std::string_view();
}

std::string_view TraceContext::tracestate() const noexcept {
  return state_ ? std::string_view(state_->tracestate) : std::string_view();
}

std::string_view TraceContext::trace_id() const noexcept {
  return state_ ? traceparent().substr(trace_at, trace_size) : std::string_view();
}

std::string_view TraceContext::parent_id() const noexcept {
  return state_ ? traceparent().substr(parent_at, parent_size) : std::string_view();
}

bool TraceContext::sampled() const noexcept {
  return state_ && has_flag_sampled(traceparent().substr(flags_at));
}

}  // namespace crmlink::http
