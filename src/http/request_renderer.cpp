#include "http/request_renderer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "core/byte_search.hpp"
#include "core/wipe.hpp"

namespace crmlink::http {
namespace {

// RFC 9110 §5.6.2: token.
constexpr bool is_token_character(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// RFC 9110 §5.5: a field value has no control characters but HTAB.
constexpr bool is_value_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_value(std::string_view text) {
  return !has_byte<Control>(text) || std::all_of(text.begin(), text.end(), is_value_character);
}

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

constexpr std::array<std::string_view, 8> owned_names{
    "host",    "content-length",   "transfer-encoding", "connection",
    "upgrade", "proxy-connection", "keep-alive",        "expect"};

bool is_owned(std::string_view name) {
  return std::any_of(owned_names.begin(), owned_names.end(),
                     [&](std::string_view owned) { return same_name(name, owned); });
}

Error refuse(std::string detail) {
  ErrorInfo info(Errc::invalid_request);
  info.detail = std::move(detail);
  return info;
}

// The name is shown only when it is harmless; a value never is.
Result<> check_field(const Field& field) {
  if (const auto checked = check_field_name(field.name); !checked) return checked.error();
  if (!is_value(field.value))
    return refuse("the value of the header " + field.name + " has a control character");
  return {};
}

bool has_field(std::span<const Field> fields, std::string_view lower_case) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return same_name(field.name, lower_case); });
}

bool has_secret_field(const Request& request, std::string_view lower_case) {
  return std::any_of(request.secret_fields.begin(), request.secret_fields.end(),
                     [&](const SecretField& field) { return same_name(field.name, lower_case); });
}

Result<> check(const Request& request) {
  if (request.url.empty()) return refuse("the request has no URL");
  for (const Field& field : request.fields) {
    if (const auto checked = check_field(field); !checked) return checked.error();
  }
  for (const SecretField& field : request.secret_fields) {
    if (const auto checked = check_field_name(field.name); !checked) return checked.error();
  }
  if (request.bearer && has_field(request, "authorization"))
    return refuse("both a bearer token and an Authorization header");
  return {};
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool announces_length(const Request& request) {
  return !request.body.empty() || request.method == Method::post || request.method == Method::put ||
         request.method == Method::patch;
}

// The end of the head.
void append_length(std::string& out, std::uint64_t size) {
  constexpr std::string_view name = "Content-Length: ";
  std::array<char, 48> line{};
  char* const digits = name.copy(line.data(), name.size()) + line.data();
  char* end = std::to_chars(digits, line.data() + line.size(), size).ptr;
  end = std::copy_n("\r\n\r\n", 4, end);
  append_wiping(out, {line.data(), static_cast<std::size_t>(end - line.data())});
}

void append_framing(std::string& out, const Request& request, const RequestDefaults& defaults) {
  if (defaults.has_source) {
    if (defaults.source_size) return append_length(out, *defaults.source_size);
    return append_wiping(out, "Transfer-Encoding: chunked\r\n\r\n");
  }
  if (!announces_length(request)) return append_wiping(out, "\r\n");
  append_length(out, request.body.size());
}

constexpr std::string_view expectation = "Expect: 100-continue\r\n";

Result<> append_bearer(std::string& out, const Secret& token) {
  out.append("Authorization: Bearer ");
  const std::size_t begin = out.size();
  if (const auto appended = token.append_to(out); !appended) return appended.error();
  if (!is_value(std::string_view(out).substr(begin)))
    return refuse("the bearer token has a control character");
  append_wiping(out, "\r\n");
  return {};
}

// A value that can't be a field's must not show in the error.
Result<> append_secret_field(std::string& out, const SecretField& field) {
  append_wiping(out, field.name);
  append_wiping(out, ": ");
  const std::size_t begin = out.size();
  if (const auto appended = field.value.append_to(out); !appended) return appended.error();
  if (!is_value(std::string_view(out).substr(begin)))
    return refuse("the value of the header " + field.name + " has a control character");
  append_wiping(out, "\r\n");
  return {};
}

void append_field_wiping(std::string& out, std::string_view name, std::string_view value) {
  for (const std::string_view part :
       {name, std::string_view(": "), value, std::string_view("\r\n")})
    append_wiping(out, part);
}

// The state belongs to the parent: nobody's goes with somebody else's (W3C Trace Context §3.3).
void append_trace(std::string& out, const Request& request) {
  if (has_field(request, "traceparent")) return;
  append_field_wiping(out, "traceparent", request.trace.traceparent());
  if (request.trace.tracestate().empty() || has_field(request, "tracestate")) return;
  append_field_wiping(out, "tracestate", request.trace.tracestate());
}

// Enough for most tokens, too.
std::size_t estimate_size(const Request& request) {
  std::size_t size = 512 + request.url.target().size() + request.url.authority().size() +
                     request.shared_fields.text().size() + request.body.size();
  for (const Field& field : request.fields)
    size += field.name.size() + field.value.size() + 4;
  return size;
}

}  // namespace

/// The fields and their text.
struct SharedFields::State {
  std::vector<Field> fields;
  std::string text;
};

SharedFields::SharedFields() noexcept = default;
SharedFields::SharedFields(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

Result<SharedFields> SharedFields::make(std::vector<Field> fields) {
  State state;
  for (const Field& field : fields) {
    if (const auto checked = check_field(field); !checked) return checked.error();
    append_field(state.text, field.name, field.value);
  }
  state.fields = std::move(fields);
  return SharedFields(std::make_shared<const State>(std::move(state)));
}

std::span<const Field> SharedFields::list() const noexcept {
  if (!state_) return {};
  return state_->fields;
}

bool SharedFields::contains(std::string_view name) const noexcept {
  const auto fields = list();
  return std::any_of(fields.begin(), fields.end(),
                     [name](const Field& field) { return same_name(field.name, name); });
}

std::string_view SharedFields::text() const noexcept {
  return state_ ? std::string_view(state_->text) : std::string_view();
}

Result<> check_field_name(std::string_view name) {
  if (!is_token(name)) return refuse("a header's name isn't a token");
  if (is_owned(name)) return refuse("the header " + std::string(name) + " is set by the client");
  return {};
}

bool has_field(const Request& request, std::string_view name) {
  return has_field(request.fields, name) || has_secret_field(request, name) ||
         request.shared_fields.contains(name);
}

bool names_codings(const Request& request) {
  return has_field(request, "accept-encoding");
}

void remove_expectation(std::string& wire, std::size_t body_size) {
  const auto head = std::string_view(wire).substr(0, wire.size() - body_size);
  const auto at = head.rfind(expectation);
  if (at != std::string_view::npos) wire.erase(at, expectation.size());
}

Result<> render_request(const Request& request, const RequestDefaults& defaults,
                        std::string& wire) {
  wire.clear();
  if (const auto checked = check(request); !checked) return checked.error();
  if (defaults.has_source && !request.body.empty())
    return refuse("both a body and a source of one");
  wire.reserve(estimate_size(request) + defaults.user_agent.size());
  wire.append(to_string(request.method)).append(" ").append(request.url.target());
  wire.append(" HTTP/1.1\r\n");
  append_field(wire, "Host", request.url.authority());
  if (!defaults.user_agent.empty() && !has_field(request, "user-agent"))
    append_field(wire, "User-Agent", defaults.user_agent);
  if (defaults.accept_encoding) wire.append("Accept-Encoding: gzip, deflate\r\n");
  if (request.bearer) {
    if (const auto written = append_bearer(wire, request.bearer); !written) return written.error();
  }
  // From here on growing must leave no copy of a secret behind.
  for (const SecretField& field : request.secret_fields) {
    if (const auto written = append_secret_field(wire, field); !written) return written.error();
  }
  append_wiping(wire, request.shared_fields.text());
  for (const Field& field : request.fields)
    append_field_wiping(wire, field.name, field.value);
  if (request.trace) append_trace(wire, request);
  if (defaults.expect) append_wiping(wire, expectation);
  append_framing(wire, request, defaults);
  append_wiping(wire, request.body);
  return {};
}

}  // namespace crmlink::http
