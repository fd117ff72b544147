#include "crmlink/http/concatenated_body.hpp"

#include <string>
#include <utility>

#include "http/body_chain.hpp"

namespace crmlink::http {

ConcatenatedBody::ConcatenatedBody() : chain_(std::make_shared<BodyChain>()) {}
ConcatenatedBody::~ConcatenatedBody() = default;

void ConcatenatedBody::add_text(std::string_view text) {
  chain_->add_text(text);
}

void ConcatenatedBody::add_source(std::shared_ptr<BodySource> source) {
  if (!source) return;
  chain_->add_source(std::move(source), "source " + std::to_string(++sources_) + " of the body");
}

std::optional<std::uint64_t> ConcatenatedBody::size() const {
  return chain_->size();
}

bool ConcatenatedBody::can_repeat() const noexcept {
  return chain_->can_repeat();
}

Result<> ConcatenatedBody::begin() {
  return chain_->begin();
}

void ConcatenatedBody::pull(std::span<char> room, PullHandler handler) {
  chain_->pull(room, std::move(handler));
}

void ConcatenatedBody::on_sent(std::uint64_t bytes) {
  chain_->on_sent(bytes);
}

}  // namespace crmlink::http
