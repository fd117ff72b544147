#include "crmlink/http/body_source.hpp"

#include <utility>

namespace crmlink::http {

BodySource::~BodySource() = default;

void BodySource::on_sent(std::uint64_t) {}

GeneratedBody::GeneratedBody(Fill fill, std::optional<std::uint64_t> size, Rewind rewind)
    : fill_(std::move(fill)), size_(size), rewind_(std::move(rewind)) {}

std::optional<std::uint64_t> GeneratedBody::size() const {
  return size_;
}

bool GeneratedBody::can_repeat() const noexcept {
  return rewind_ != nullptr;
}

Result<> GeneratedBody::begin() {
  if (!std::exchange(taken_, true)) return {};
  if (rewind_) return rewind_();
  ErrorInfo info(Errc::body_source_failed);
  info.detail = "the body can't be sent again";
  return Error(std::move(info));
}

void GeneratedBody::pull(std::span<char> room, PullHandler handler) {
  std::move(handler)(fill_(room));
}

}  // namespace crmlink::http
