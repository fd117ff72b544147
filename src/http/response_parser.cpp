#include "http/response_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
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

}  // namespace

/// Beast's framing, keeping only what a Response holds.
class ResponseParser::Framer : public beast::http::basic_parser<false> {
 public:
  Framer(Method method, const ResponseLimits& limits) {
    header_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limits.header_size, std::numeric_limits<std::uint32_t>::max())));
    body_limit(static_cast<std::uint64_t>(limits.body_size));
    eager(true);
    if (method == Method::head) skip(true);
  }

  int status() const { return status_; }
  Response take() { return builder_.finish(); }

 private:
  void on_request_impl(beast::http::verb, View, View, int, error_code&) override {}

  void on_response_impl(int code, View, int, error_code&) override {
    status_ = code;
    builder_.set_status(code);
  }

  void on_field_impl(beast::http::field, View name, View value, error_code&) override {
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

  ResponseBuilder builder_;
  int status_ = 0;
  bool in_body_ = false;
};

ResponseParser::ResponseParser(Method method, ResponseLimits limits)
    : method_(method), limits_(limits), framer_(std::make_unique<Framer>(method, limits)) {}

ResponseParser::~ResponseParser() = default;

Result<std::size_t> ResponseParser::consume(std::string_view bytes) {
  std::size_t consumed = 0;
  while (!done() && consumed < bytes.size()) {
    error_code code;
    const auto rest = bytes.substr(consumed);
    if (awaits_chunk() && rest.size() < last_chunk_size) break;
    consumed += framer_->put(boost::asio::const_buffer(rest.data(), rest.size()), code);
    if (code == beast::http::error::need_more) break;
    if (code) return translate(code, limits_);
    if (!framer_->is_done() || framer_->status() >= 200) continue;
    if (framer_->status() == 101)
      return fault(Errc::malformed_response, "the server switched protocols unasked");
    if (++interim_replies_ > max_interim_replies)
      return fault(Errc::malformed_response, "too many interim replies");
    framer_ = std::make_unique<Framer>(method_, limits_);
  }
  return consumed;
}

bool ResponseParser::awaits_chunk() const {
  return framer_->is_header_done() && framer_->chunked();
}

Result<> ResponseParser::consume_end() {
  if (done()) return {};
  if (framer_->got_some() && framer_->is_header_done() && framer_->need_eof()) {
    error_code code;
    framer_->put_eof(code);
    if (!code) return {};
  }
  return fault(Errc::connection_closed,
               "the server closed the connection before the reply was complete");
}

bool ResponseParser::done() const {
  return framer_->is_done() && framer_->status() >= 200;
}
int ResponseParser::status() const {
  return framer_->status();
}
bool ResponseParser::head_done() const {
  return framer_->is_header_done();
}
bool ResponseParser::keep_alive() const {
  return framer_->keep_alive();
}
bool ResponseParser::ends_with_connection() const {
  return framer_->is_header_done() && framer_->need_eof();
}
Response ResponseParser::take() {
  return framer_->take();
}

}  // namespace crmlink::http
