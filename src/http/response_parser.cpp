#include "http/response_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <limits>
#include <string>

#include "http/response_builder.hpp"

namespace crmlink::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
// Beast's own string_view type, spelled as its virtual functions want it.
using View = beast::string_view;

constexpr unsigned max_interim_replies = 16;
// What is reserved for a body before a byte of it has come: a server may announce any length.
constexpr std::uint64_t max_reserved = 64 * 1024;

// "0\r\n\r\n". Beast 1.81 asserts that it is called with that much of a last chunk, and a server
// that drips must not abort a debug build of the host. Every chunked body ends with at least these
// bytes, so that waiting for them never waits in vain.
constexpr std::size_t last_chunk_size = 5;

std::string_view to_std(View view) {
  return {view.data(), view.size()};
}

Error fault(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  info.phase = Phase::receive;
  return info;
}

Error translate(const error_code& code, const ResponseLimits& limits) {
  if (code == beast::http::error::header_limit) {
    return fault(Errc::header_too_large,
                 "the reply's head is over " + std::to_string(limits.header_size) + " bytes");
  }
  if (code == beast::http::error::body_limit) {
    return fault(Errc::body_too_large,
                 "the reply's body is over " + std::to_string(limits.body_size) + " bytes");
  }
  return fault(Errc::malformed_response, code.message());
}

// Nothing but this was offered to the server (RFC 9112 §7.4; "identity" is what RFC 2616 called
// none). Beast takes anything else, broken lists included, for a body up to the connection's end,
// where others see chunks.
bool is_understood(View transfer_coding) {
  return beast::iequals(transfer_coding, "chunked") || beast::iequals(transfer_coding, "identity");
}

/// Reads `timeout=5, max=100`.
std::optional<std::uint64_t> read_timeout(std::string_view value) {
  constexpr std::string_view name = "timeout=";
  const auto at = value.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  value.remove_prefix(at + name.size());
  std::uint64_t seconds = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (read.ec != std::errc()) return std::nullopt;
  return seconds;
}

}  // namespace

/// Beast's framing, keeping only what a Response holds.
class ResponseParser::Framer : public beast::http::basic_parser<false> {
 public:
  Framer(Method method, const ResponseLimits& limits, ResponseBuilder& builder)
      : builder_(builder) {
    builder_.clear();
    header_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limits.header_size, std::numeric_limits<std::uint32_t>::max())));
    body_limit(static_cast<std::uint64_t>(limits.body_size));
    eager(true);
    if (method == Method::head) skip(true);
  }

  int status() const { return status_; }
  std::optional<std::uint64_t> keep_alive_seconds() const { return keep_alive_seconds_; }

 private:
  void on_request_impl(beast::http::verb, View, View, int, error_code&) override {}

  void on_response_impl(int code, View, int, error_code&) override {
    status_ = code;
    builder_.set_status(code);
  }

  void on_field_impl(beast::http::field field, View name, View value, error_code& code) override {
    if (field == beast::http::field::transfer_encoding && !in_body_ && !is_understood(value))
      code = beast::http::error::bad_transfer_encoding;
    if (field == beast::http::field::keep_alive) keep_alive_seconds_ = read_timeout(to_std(value));
    // Trailers come through here too, after the body; nothing of ours reads them.
    if (!in_body_) builder_.add_field(to_std(name), to_std(value));
  }

  void on_header_impl(error_code&) override {}

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    begin_body(length ? *length : 0);
  }

  std::size_t on_body_impl(View body, error_code&) override {
    builder_.append_body(to_std(body));
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, View body, error_code&) override {
    builder_.append_body(to_std(body));
    return body.size();
  }

  void on_finish_impl(error_code&) override {
    if (!in_body_) begin_body(0);
  }

  void begin_body(std::uint64_t length) {
    in_body_ = true;
    builder_.begin_body(static_cast<std::size_t>(std::min(length, max_reserved)));
  }

  ResponseBuilder& builder_;
  std::optional<std::uint64_t> keep_alive_seconds_;
  int status_ = 0;
  bool in_body_ = false;
};

struct ResponseParser::State {
  Method method = Method::get;
  ResponseLimits limits;
  unsigned interim_replies = 0;
  ResponseBuilder builder;
  std::optional<Framer> framer;

  void frame_next() { framer.emplace(method, limits, builder); }
};

ResponseParser::ResponseParser() : state_(std::make_unique<State>()) {}
ResponseParser::~ResponseParser() = default;

void ResponseParser::restart(Method method, ResponseLimits limits) {
  state_->method = method;
  state_->limits = limits;
  state_->interim_replies = 0;
  state_->frame_next();
}

void ResponseParser::clear() {
  state_->builder.clear();
}

Result<std::size_t> ResponseParser::consume(std::string_view bytes) {
  std::size_t consumed = 0;
  while (!done() && consumed < bytes.size()) {
    error_code code;
    const auto rest = bytes.substr(consumed);
    if (awaits_chunk() && rest.size() < last_chunk_size) break;
    consumed += state_->framer->put(boost::asio::const_buffer(rest.data(), rest.size()), code);
    if (code == beast::http::error::need_more) break;
    if (code) return translate(code, state_->limits);
    if (!state_->framer->is_done() || state_->framer->status() >= 200) continue;
    if (state_->framer->status() == 101)
      return fault(Errc::malformed_response, "the server switched protocols unasked");
    if (++state_->interim_replies > max_interim_replies)
      return fault(Errc::malformed_response, "too many interim replies");
    state_->frame_next();
  }
  return consumed;
}

bool ResponseParser::awaits_chunk() const {
  return state_->framer->is_header_done() && state_->framer->chunked();
}

Result<> ResponseParser::consume_end() {
  if (done()) return {};
  if (state_->framer->got_some() && state_->framer->is_header_done() &&
      state_->framer->need_eof()) {
    error_code code;
    state_->framer->put_eof(code);
    if (!code) return {};
  }
  return fault(Errc::connection_closed,
               "the server closed the connection before the reply was complete");
}

bool ResponseParser::done() const {
  return state_->framer->is_done() && state_->framer->status() >= 200;
}
int ResponseParser::status() const {
  return state_->framer->status();
}
bool ResponseParser::head_done() const {
  return state_->framer->is_header_done();
}
bool ResponseParser::keep_alive() const {
  return state_->framer->keep_alive();
}
std::optional<std::chrono::milliseconds> ResponseParser::keep_alive_limit() const {
  using namespace std::chrono_literals;
  constexpr std::uint64_t longest = 24 * 60 * 60;
  const auto seconds = state_->framer->keep_alive_seconds();
  if (!seconds) return std::nullopt;
  // The reply was on its way for a while, and the next request will be.
  const std::chrono::milliseconds promised = std::chrono::seconds(std::min(*seconds, longest));
  return promised > 2s ? promised - 1s : promised / 2;
}

bool ResponseParser::ends_with_connection() const {
  return state_->framer->is_header_done() && state_->framer->need_eof();
}
Response ResponseParser::take() {
  return state_->builder.finish();
}

}  // namespace crmlink::http
