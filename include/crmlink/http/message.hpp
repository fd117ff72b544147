#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/phase.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/priority.hpp"
#include "crmlink/http/trace_context.hpp"
#include "crmlink/http/url.hpp"

namespace crmlink::http {

class BodySink;
class BodySource;

/// The methods that configurations may name (RFC 9110 §9.3, RFC 5789).
// NOLINTNEXTLINE(readability-identifier-naming): `delete` is a keyword.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_ };

/// Returns the method as it stands in a request line: `GET`.
CRMLINK_EXPORT std::string_view to_string(Method method) noexcept;
/// Returns the method of that name, in any letter case.
CRMLINK_EXPORT std::optional<Method> parse_method(std::string_view name) noexcept;
/// Returns whether repeating a request of this method has the same effect as sending it once (RFC
/// 9110 §9.2.2).
CRMLINK_EXPORT bool is_idempotent(Method method) noexcept;

/// One header field of a request or a reply.
struct Field {
  Field(std::string field_name, std::string field_value)
      : name(std::move(field_name)), value(std::move(field_value)) {}

  std::string name;
  std::string value;
};

/// A header field whose value is a secret.
struct SecretField {
  SecretField(std::string field_name, Secret field_value)
      : name(std::move(field_name)), value(std::move(field_value)) {}

  std::string name;
  Secret value;
};

/// Fields that all requests of one kind carry, checked and written once.
///
/// Immutable and cheap to copy; thread-safe.
class CRMLINK_EXPORT SharedFields {
 public:
  /// Makes no fields.
  SharedFields() noexcept;
  /// Takes fields by the rules of Request::fields. Fails with Errc::invalid_request.
  static Result<SharedFields> make(std::vector<Field> fields);

  /// Returns the fields in their order; valid as long as a copy of this object.
  std::span<const Field> list() const noexcept;
  /// Returns whether there is a field of that name, in any letter case.
  bool contains(std::string_view name) const noexcept;
  /// Returns them as they go over the wire.
  std::string_view text() const noexcept;

 private:
  struct State;
  explicit SharedFields(std::shared_ptr<const State> state) noexcept;
  std::shared_ptr<const State> state_;
};

/// A request, complete before it is sent. A value type: nothing leaks from one request into the
/// next.
class CRMLINK_EXPORT Request {
 public:
  Request() = default;
  Request(Method use_method, Url to_url) : method(use_method), url(std::move(to_url)) {}

  Method method = Method::get;
  Url url;
  /// Sent before `fields`.
  SharedFields shared_fields;
  /// Sent in this order, after Host. Host, Content-Length, Transfer-Encoding, Connection and Expect
  /// are the client's and refused here; so are names that aren't tokens and values with control
  /// characters (Errc::invalid_request).
  std::vector<Field> fields;
  /// Sent as `Authorization: Bearer …` when there is one; resolved when the request is sent, wiped
  /// afterwards.
  Secret bearer;
  /// Sent after the bearer token, by the rules of `fields`; each resolved when the request is sent,
  /// wiped afterwards. Where a redirect leads to another origin they don't go.
  std::vector<SecretField> secret_fields;
  /// Sent with its length. Empty: no body; POST, PUT and PATCH then say `Content-Length: 0`.
  std::string body;
  /// Gives the body while it is sent, instead of `body` (both: Errc::invalid_request); none by
  /// default. Sent with the source's size, or in chunks when it doesn't know one.
  std::shared_ptr<BodySource> body_source;
  /// Takes the body of a reply of 2xx while it arrives; Response::body() is empty then.
  /// ClientOptions::max_body_size doesn't count for it: the sink stops what is too much. The body
  /// of any other reply is in the Response. None by default.
  std::shared_ptr<BodySink> body_sink;
  /// Whether it may be sent again: by a Client on a fresh connection when a kept-alive one turned
  /// out to be dead, by a ResilientTransport as its options say. Default: only for methods that are
  /// idempotent by RFC 9110 §9.2.2. A request of which no byte was sent is always repeatable; one
  /// with a source that can't go back never is else.
  std::optional<bool> repeatable;

  /// How many redirects are followed; see ClientOptions::max_redirects, which it overrides. Zero:
  /// none.
  std::optional<std::size_t> max_redirects;

  /// Sent as `traceparent` and `tracestate` with every attempt, but not where a redirect leads to
  /// another origin; names the trace in the log line of a failure. A `traceparent` among the fields
  /// above wins over both, a `tracestate` over that one. Empty: none is sent.
  TraceContext trace;

  // A Client alone doesn't look at what follows.

  /// The lane that it waits in at a ResilientTransport.
  Priority priority = Priority::live_dip;
  /// Names this request to a server that applies it once however often it comes, so that it may be
  /// repeated; sent by a ResilientTransport as ResilienceOptions::idempotency_field. Empty: none.
  std::string idempotency_key;
  /// Where a ResilientTransport sends it, in this order, when `url` can't be asked or failed before
  /// anything can have been applied. The whole request goes there, credentials included: name only
  /// what is trusted like `url`. An http URL besides an https `url` is refused
  /// (Errc::invalid_request) unless it is a loopback address.
  std::vector<Url> alternatives;
};

/// How one exchange went, for logs, tables and `explain`.
struct Diagnostics {
  PhaseTimes elapsed;                      ///< Time spent per phase, over all attempts.
  unsigned attempts = 0;                   ///< Attempts begun, one replay included.
  Delivery delivery = Delivery::not_sent;  ///< How far it got.
  bool reused_connection = false;          ///< Whether a kept-alive connection carried it.
  /// Whether the body's content coding, which the field Content-Encoding names, was undone.
  bool decoded = false;
  unsigned redirects = 0;  ///< How many were followed; the other members sum up or tell the last.
  /// Where the reply came from when redirects were followed; else empty. Its query may be
  /// confidential.
  Url final_url;
  std::string
      peer;  ///< Address and port of the server, `192.0.2.1:443`; empty before a connection stood.
};

/// A server's reply: status, fields and body, whatever the status. Owns its bytes; move it, the
/// views into it stay valid as long as the moved-to object lives.
class CRMLINK_EXPORT Response {
 public:
  /// Makes an empty reply with status 0.
  Response();
  /// Makes a reply by hand, as fakes and recordings do.
  Response(int status, std::vector<Field> fields, std::string body);
  Response(Response&&) noexcept;
  Response& operator=(Response&&) noexcept;
  ~Response();

  /// Returns the status code; a status of 4xx or 5xx is still a Response, not an Error.
  int status() const noexcept;
  /// Returns whether the status is 2xx.
  bool ok() const noexcept { return status() >= 200 && status() < 300; }
  /// Returns the first field of that name, in any letter case, without white space around it.
  std::optional<std::string_view> field(std::string_view name) const noexcept;
  /// Calls `visit(name, value)` for each field in the order of the reply.
  std::vector<std::pair<std::string_view, std::string_view>> fields() const;
  /// Returns the body, the transfer coding undone, and a content coding when the Client asked for
  /// it (Diagnostics::decoded). The fields Content-Encoding and Content-Length stay as they came.
  std::string_view body() const noexcept;
  /// Tells how the exchange went.
  const Diagnostics& diagnostics() const noexcept;

 private:
  friend class ResponseBuilder;
  struct State;
  explicit Response(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::http
