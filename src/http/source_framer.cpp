#include "http/source_framer.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace crmlink::http {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";
// Before a piece: its size in hexadecimal digits and a line's end.
constexpr std::size_t before = 16 + line_end.size();
// Behind it: a line's end, or room to ask a source for the byte that it shouldn't have.
constexpr std::size_t behind = 16;

Error failure(std::string detail) {
  ErrorInfo info(Errc::body_source_failed);
  info.detail = std::move(detail);
  return info;
}

}  // namespace

SourceFramer::SourceFramer(std::optional<std::uint64_t> size)
    : buffer_(std::make_shared<std::string>(before + piece_size + behind, '\0')), left_(size) {}

char* SourceFramer::data() const noexcept {
  return buffer_->data() + before;
}

std::span<char> SourceFramer::room() noexcept {
  if (held_ > 0) return {data() + held_, piece_size + behind - held_};
  return {data(), piece_size};
}

Result<SourceFramer::Next> SourceFramer::on_pulled(std::size_t size) {
  if (size > room().size()) return failure("the source says that it filled more than its room");
  if (left_) return on_sized(size);
  return on_chunk(size);
}

Result<SourceFramer::Next> SourceFramer::on_sized(std::size_t size) {
  if (size > *left_) return failure("the source gives more than it announced");
  ended_ = size == 0;
  if (ended_ && *left_ > 0)
    return failure("the source ended " + std::to_string(*left_) + " bytes too early");
  *left_ -= size;
  held_ += size;
  if (*left_ == 0 && !ended_) return Next::pull;
  bytes_ = {data(), held_};
  return Next::send;
}

SourceFramer::Next SourceFramer::on_chunk(std::size_t size) {
  held_ = size;
  ended_ = size == 0;
  if (ended_) {
    bytes_ = last_chunk;
    return Next::send;
  }
  std::array<char, before> line{};
  char* end = std::to_chars(line.data(), line.data() + line.size(), size, 16).ptr;
  end += line_end.copy(end, line_end.size());
  const std::string_view head(line.data(), static_cast<std::size_t>(end - line.data()));
  char* const begin = data() - head.size();
  head.copy(begin, head.size());
  line_end.copy(data() + size, line_end.size());
  bytes_ = {begin, head.size() + size + line_end.size()};
  return Next::send;
}

void SourceFramer::on_sent() noexcept {
  sent_ += std::exchange(held_, 0);
}

}  // namespace crmlink::http
