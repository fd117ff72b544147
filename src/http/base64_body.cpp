#include "crmlink/http/base64_body.hpp"

#include <utility>

#include "http/base64_stream.hpp"

namespace crmlink::http {

Base64Body::Base64Body(std::shared_ptr<BodySource> source)
    : stream_(std::make_shared<Base64Stream>(std::move(source))) {}
Base64Body::~Base64Body() = default;

std::optional<std::uint64_t> Base64Body::size() const {
  return stream_->size();
}

bool Base64Body::can_repeat() const noexcept {
  return stream_->can_repeat();
}

Result<> Base64Body::begin() {
  return stream_->begin();
}

void Base64Body::pull(std::span<char> room, PullHandler handler) {
  stream_->pull(room, std::move(handler));
}

void Base64Body::on_sent(std::uint64_t bytes) {
  stream_->on_sent(bytes);
}

}  // namespace crmlink::http
