#include "http/response_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <limits>
#include <string>

#include "http/body_decoder.hpp"
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

// What is parsed at a time of a body that is taken in parts: deflate makes at most 1032 bytes of
// one.
constexpr std::size_t first_slice = 1024;
constexpr std::size_t worthy_part = 64 * 1024;

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
  if (code == beast::http::error::body_limit) return body_too_large(limits.body_size);
  return fault(Errc::malformed_response, code.message());
}

// Nothing but this was offered to the server (RFC 9112 §7.4; "identity" is what RFC 2616 called
// none). Beast takes anything else, broken lists included, for a body up to the connection's end,
// where others see chunks.
bool is_understood(View transfer_coding) {
  return beast::iequals(transfer_coding, "chunked") || beast::iequals(transfer_coding, "identity");
}

// What a body may have before it is decoded: what can't be compressed grows a little, and each
// flush of the server costs some bytes.
std::uint64_t coded_limit(std::uint64_t decoded_limit) {
  return decoded_limit + decoded_limit / 8 + 1024;
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
  Framer(Method method, const ResponseLimits& limits, ResponseBuilder& builder,
         std::unique_ptr<BodyDecoder>& decoder)
      : limits_(limits), builder_(builder), decoder_(decoder) {
    builder_.clear();
    header_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limits.header_size, std::numeric_limits<std::uint32_t>::max())));
    body_limit(static_cast<std::uint64_t>(limits.body_size));
    eager(true);
    if (method == Method::head) skip(true);
  }

  int status() const { return status_; }
  std::optional<std::uint64_t> keep_alive_seconds() const { return keep_alive_seconds_; }
  bool decodes() const { return decodes_; }
  bool streams() const { return streams_; }
  /// Why an error code of ours was returned; none: it is one of Beast's.
  const Error& why() const { return why_; }

 private:
  void on_request_impl(beast::http::verb, View, View, int, error_code&) override {}

  void on_response_impl(int code, View, int, error_code&) override {
    status_ = code;
    if (limits_.streamed && code >= 200 && code < 300) stream();
    builder_.set_status(code);
  }

  void on_field_impl(beast::http::field field, View name, View value, error_code& code) override {
    if (field == beast::http::field::transfer_encoding && !in_body_ && !is_understood(value))
      code = beast::http::error::bad_transfer_encoding;
    if (field == beast::http::field::keep_alive) keep_alive_seconds_ = read_timeout(to_std(value));
    if (field == beast::http::field::content_encoding && limits_.decode && !in_body_)
      note_coding(to_std(value));
    // Trailers come through here too, after the body; nothing of ours reads them.
    if (!in_body_) builder_.add_field(to_std(name), to_std(value));
  }

  void on_header_impl(error_code&) override {}

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& code) override {
    begin_body(length ? *length : 0);
    if (coding_ == ContentCoding::several)
      return stop(fault(Errc::malformed_response, "the reply's body is coded more than once"),
                  code);
    if (is_known()) start_decoding();
  }

  std::size_t on_body_impl(View body, error_code& code) override {
    add(to_std(body), code);
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, View body, error_code& code) override {
    add(to_std(body), code);
    return body.size();
  }

  void on_finish_impl(error_code& code) override {
    if (!in_body_) begin_body(0);
    if (!decodes_) return;
    if (const auto finished = decoder_->finish(); !finished) stop(finished.error(), code);
  }

  void stream() {
    streams_ = true;
    body_limit(boost::none);
  }

  void note_coding(std::string_view value) {
    coding_ = add_codings(coding_, value);
    if (is_known() && !streams_) body_limit(coded_limit(limits_.body_size));
  }

  bool is_known() const {
    return coding_ == ContentCoding::gzip || coding_ == ContentCoding::deflate;
  }

  void start_decoding() {
    if (!decoder_) decoder_ = std::make_unique<BodyDecoder>();
    decoder_->restart(coding_,
                      streams_ ? std::numeric_limits<std::size_t>::max() : limits_.body_size);
    decodes_ = true;
  }

  void add(std::string_view body, error_code& code) {
    if (!decodes_) return builder_.append_body(body);
    if (const auto decoded = decoder_->decode(body, builder_); !decoded)
      stop(decoded.error(), code);
  }

  void stop(Error why, error_code& code) {
    why_ = std::move(why);
    code = make_error_code(boost::system::errc::bad_message);
  }

  void begin_body(std::uint64_t length) {
    in_body_ = true;
    builder_.begin_body(static_cast<std::size_t>(std::min(length, max_reserved)));
  }

  const ResponseLimits& limits_;
  ResponseBuilder& builder_;
  std::unique_ptr<BodyDecoder>& decoder_;
  Error why_;
  ContentCoding coding_ = ContentCoding::none;
  bool decodes_ = false;
  bool streams_ = false;
  std::optional<std::uint64_t> keep_alive_seconds_;
  int status_ = 0;
  bool in_body_ = false;
};

struct ResponseParser::State {
  Method method = Method::get;
  ResponseLimits limits;
  unsigned interim_replies = 0;
  bool may_continue = false;
  ResponseBuilder builder;
  std::unique_ptr<BodyDecoder> decoder;  ///< Made for the first body that is coded.
  std::optional<Framer> framer;

  void frame_next() { framer.emplace(method, limits, builder, decoder); }
  Error failure(const error_code& code) const {
    return framer->why() ? framer->why() : translate(code, limits);
  }
};

ResponseParser::ResponseParser() : state_(std::make_unique<State>()) {}
ResponseParser::~ResponseParser() = default;

void ResponseParser::restart(Method method, ResponseLimits limits) {
  state_->method = method;
  state_->limits = limits;
  state_->interim_replies = 0;
  state_->may_continue = false;
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
    if (code) return state_->failure(code);
    if (!state_->framer->is_done() || state_->framer->status() >= 200) continue;
    if (state_->framer->status() == 101)
      return fault(Errc::malformed_response, "the server switched protocols unasked");
    if (state_->framer->status() == 100) state_->may_continue = true;
    if (++state_->interim_replies > max_interim_replies)
      return fault(Errc::malformed_response, "too many interim replies");
    state_->frame_next();
  }
  return consumed;
}

Result<std::size_t> ResponseParser::consume_part(std::string_view bytes) {
  std::size_t consumed = 0;
  std::size_t slice = first_slice;
  while (!done() && consumed < bytes.size() && !has_part()) {
    const auto used = consume(bytes.substr(consumed, slice));
    if (!used) return used.error();
    if (*used == 0 && slice >= bytes.size() - consumed) break;
    slice = *used == 0 ? slice * 2 : first_slice;
    consumed += *used;
  }
  return consumed;
}

bool ResponseParser::has_part() const {
  return streams() && state_->builder.body_size() >= worthy_part;
}

bool ResponseParser::streams() const {
  return head_done() && state_->framer->streams();
}

Response ResponseParser::head() const {
  return state_->builder.head();
}

void ResponseParser::take_part(std::string& part) {
  state_->builder.take_body(part);
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
    if (state_->framer->why()) return state_->framer->why();
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
bool ResponseParser::may_continue() const {
  return state_->may_continue;
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
bool ResponseParser::decodes() const {
  return state_->framer->decodes();
}
Response ResponseParser::take() {
  return state_->builder.finish();
}

}  // namespace crmlink::http
