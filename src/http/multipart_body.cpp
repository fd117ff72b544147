#include "crmlink/http/multipart_body.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "http/body_chain.hpp"

namespace crmlink::http {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::size_t random_bytes = 16;
constexpr std::size_t longest_boundary = 70;  // RFC 2046 §5.1.1.

Error invalid(std::string_view detail) {
  ErrorInfo info(Errc::invalid_argument);
  info.detail = detail;
  return info;
}

void append_hex(unsigned char byte, std::string& out) {
  out += hex_digits[byte >> 4U];
  out += hex_digits[byte & 0x0FU];
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

bool is_boundary_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool digit = c >= '0' && c <= '9';
  return letter || digit || std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
}

/// Appends ` key="name"`, so that no name can end its quotes or its line.
void append_name(std::string_view key, std::string_view name, std::string& out) {
  out.append("; ").append(key).append("=\"");
  for (const char c : name) {
    if (c != '"' && !is_control(c)) {
      out += c;
      continue;
    }
    out += '%';
    append_hex(static_cast<unsigned char>(c), out);
  }
  out += '"';
}

}  // namespace

Result<std::shared_ptr<MultipartBody>> MultipartBody::make() {
  std::array<unsigned char, random_bytes> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    return invalid("the system has no random numbers for a boundary");
  std::string boundary = "crmlink-";
  for (const unsigned char byte : random)
    append_hex(byte, boundary);
  return std::shared_ptr<MultipartBody>(new MultipartBody(std::move(boundary)));
}

Result<std::shared_ptr<MultipartBody>> MultipartBody::make_with_boundary(
    std::string_view boundary) {
  if (boundary.empty() || boundary.size() > longest_boundary)
    return invalid("a boundary has 1 to 70 characters");
  if (!std::all_of(boundary.begin(), boundary.end(), is_boundary_character))
    return invalid("a character that can't be in a boundary");
  return std::shared_ptr<MultipartBody>(new MultipartBody(std::string(boundary)));
}

MultipartBody::MultipartBody(std::string boundary)
    : boundary_(std::move(boundary)),
      chain_(std::make_shared<BodyChain>("--" + boundary_ + "--\r\n")) {}

MultipartBody::~MultipartBody() = default;

std::string MultipartBody::content_type() const {
  // Quoted, for its characters allow what a token doesn't (RFC 2046 §5.1.1); plain where it can be,
  // for some servers don't unquote.
  const bool plain = boundary_.find_first_of("(),/:=?") == std::string::npos;
  const std::string_view quote = plain ? "" : "\"";
  return std::string("multipart/form-data; boundary=")
      .append(quote)
      .append(boundary_)
      .append(quote);
}

Result<> MultipartBody::add_field(std::string_view name, std::string_view value,
                                  std::string_view content_type) {
  std::string disposition;
  append_name("name", name, disposition);
  if (const auto added = add_head(disposition, content_type); !added) return added.error();
  chain_->add_text(value);
  chain_->add_text("\r\n");
  return {};
}

Result<> MultipartBody::add_file(MultipartFile file) {
  if (!file.source) return invalid("a file of a form has no source");
  std::string disposition;
  append_name("name", file.field, disposition);
  append_name("filename", file.file_name, disposition);
  if (const auto added = add_head(disposition, file.content_type); !added) return added.error();
  chain_->add_source(std::move(file.source), "part " + std::to_string(parts_) + " of the form");
  chain_->add_text("\r\n");
  return {};
}

Result<> MultipartBody::add_head(std::string_view disposition, std::string_view content_type) {
  if (has_control(content_type)) return invalid("a control character in a content type");
  std::string head = "--" + boundary_ + "\r\nContent-Disposition: form-data";
  head.append(disposition).append("\r\n");
  if (!content_type.empty()) head.append("Content-Type: ").append(content_type).append("\r\n");
  chain_->add_text(head.append("\r\n"));
  ++parts_;
  return {};
}

std::optional<std::uint64_t> MultipartBody::size() const {
  return chain_->size();
}

bool MultipartBody::can_repeat() const noexcept {
  return chain_->can_repeat();
}

Result<> MultipartBody::begin() {
  return chain_->begin();
}

void MultipartBody::pull(std::span<char> room, PullHandler handler) {
  chain_->pull(room, std::move(handler));
}

void MultipartBody::on_sent(std::uint64_t bytes) {
  chain_->on_sent(bytes);
}

}  // namespace crmlink::http
