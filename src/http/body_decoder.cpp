#include "http/body_decoder.hpp"

#include <array>
#include <limits>
#include <new>
#include <string>

#include "text/names.hpp"

namespace crmlink::http {
namespace {

constexpr std::size_t piece_size = 16 * 1024;
constexpr char gzip_magic = '\x1F';  // RFC 1952 §2.3.1, the first of two.

constexpr int window = MAX_WBITS;
// How zlib is told which framing to expect.
constexpr int zlib_framing = window;
constexpr int gzip_framing = window + 16;
constexpr int no_framing = -window;

ContentCoding add_coding(ContentCoding before, std::string_view name) {
  if (name.empty() || text::same_name(name, "identity")) return before;
  const bool gzip = text::same_name(name, "gzip") || text::same_name(name, "x-gzip");
  if (before == ContentCoding::unknown || !(gzip || text::same_name(name, "deflate")))
    return ContentCoding::unknown;
  if (before != ContentCoding::none) return ContentCoding::several;
  return gzip ? ContentCoding::gzip : ContentCoding::deflate;
}

// "deflate" is the zlib format (RFC 9110 §8.4.1.2), but some servers send the bare stream. A first
// byte that says "method 8" (RFC 1950 §2.2) would, in a bare stream, be a stored block with bits
// set that no encoder sets (RFC 1951 §3.2.4).
bool is_zlib(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return (byte & 0x0FU) == 8 && (byte >> 4U) <= 7;
}

}  // namespace

ContentCoding add_codings(ContentCoding before, std::string_view field_value) {
  while (!field_value.empty()) {
    const auto comma = field_value.find(',');
    before = add_coding(before, text::trim(field_value.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    field_value.remove_prefix(comma + 1);
  }
  return before;
}

BodyDecoder::~BodyDecoder() {
  if (has_stream_) inflateEnd(&stream_);
}

void BodyDecoder::restart(ContentCoding coding, std::size_t most) {
  coding_ = coding;
  stage_ = Stage::before;
  most_ = most;
  left_ = most;
}

Result<> BodyDecoder::decode(std::string_view coded, ResponseBuilder& out) {
  constexpr std::size_t longest = std::numeric_limits<uInt>::max();
  while (!coded.empty()) {
    if (stage_ != Stage::inside) {
      if (const auto begun = begin(coded.front()); !begun) return begun.error();
    }
    const auto part = coded.substr(0, longest);
    // zlib doesn't write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream_.avail_in = static_cast<uInt>(part.size());
    if (const auto inflated = inflate_all(out); !inflated) return inflated.error();
    coded.remove_prefix(part.size() - stream_.avail_in);
  }
  return {};
}

Result<> BodyDecoder::begin(char first) {
  // A gzip stream may have several members (RFC 1952 §2.2).
  const bool member = coding_ == ContentCoding::gzip && first == gzip_magic;
  if (stage_ == Stage::behind && !member) return broken("is followed by something else");
  if (coding_ == ContentCoding::gzip)
    start_inflating(gzip_framing);
  else
    start_inflating(is_zlib(first) ? zlib_framing : no_framing);
  stage_ = Stage::inside;
  return {};
}

void BodyDecoder::start_inflating(int window_bits) {
  const int status = has_stream_
                         ? inflateReset2(&stream_, window_bits)
                         : inflateInit2_(&stream_, window_bits, ZLIB_VERSION, sizeof(stream_));
  if (status != Z_OK) throw std::bad_alloc();
  has_stream_ = true;
}

Result<> BodyDecoder::inflate_all(ResponseBuilder& out) {
  std::array<char, piece_size> piece;
  int status = Z_OK;
  do {
    stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_out = piece.size();
    status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    // Z_BUF_ERROR: the last piece was full, and nothing is left.
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      return broken("is damaged");
    const std::size_t size = piece.size() - stream_.avail_out;
    if (size > left_) return body_too_large(most_);
    left_ -= size;
    out.append_body({piece.data(), size});
  } while (stream_.avail_out == 0 && status != Z_STREAM_END);
  if (status == Z_STREAM_END) stage_ = Stage::behind;
  return {};
}

Result<> BodyDecoder::finish() const {
  // A reply without a body says how it would have been coded.
  if (stage_ == Stage::inside) return broken("is cut off");
  return {};
}

Error BodyDecoder::broken(std::string_view how) const {
  ErrorInfo info(Errc::malformed_response);
  info.detail =
      coding_ == ContentCoding::gzip ? "the reply's gzip stream " : "the reply's deflate stream ";
  info.detail.append(how);
  info.phase = Phase::receive;
  return info;
}

Error body_too_large(std::size_t limit) {
  ErrorInfo info(Errc::body_too_large);
  info.detail = "the reply's body is over " + std::to_string(limit) + " bytes";
  info.phase = Phase::receive;
  return info;
}

}  // namespace crmlink::http
