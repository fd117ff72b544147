#include "http/body_chain.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "http/pull_relay.hpp"

namespace crmlink::http {
namespace {

Error of_source(const std::string& label, const Error& error) {
  ErrorInfo info(Errc::body_source_failed);
  info.detail = label + ": ";
  info.detail += error.detail().empty() ? error.code().message() : std::string(error.detail());
  return info;
}

}  // namespace

BodyChain::BodyChain(std::string ending) {
  pieces_.push_back({std::move(ending), nullptr, {}, SourceCount()});
}

void BodyChain::add_text(std::string_view text) {
  if (text.empty()) return;
  if (pieces_.size() > 1 && !pieces_.end()[-2].source) {
    pieces_.end()[-2].text.append(text);
    return;
  }
  pieces_.insert(pieces_.end() - 1, {std::string(text), nullptr, {}, SourceCount()});
}

void BodyChain::add_source(std::shared_ptr<BodySource> source, std::string label) {
  pieces_.insert(pieces_.end() - 1, {{}, std::move(source), std::move(label), SourceCount()});
}

std::optional<std::uint64_t> BodyChain::size() const {
  std::uint64_t sum = 0;
  for (const Piece& piece : pieces_) {
    const auto size = piece.source ? piece.source->size() : piece.text.size();
    if (!size || *size > std::numeric_limits<std::uint64_t>::max() - sum) return std::nullopt;
    sum += *size;
  }
  return sum;
}

bool BodyChain::can_repeat() const noexcept {
  return std::all_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
    return !piece.source || piece.source->can_repeat();
  });
}

Result<> BodyChain::begin() {
  ++attempt_;
  at_ = 0;
  place_ = 0;
  begun_ = false;
  reported_ = 0;
  reported_bytes_ = 0;
  return {};
}

void BodyChain::pull(std::span<char> room, BodySource::PullHandler handler) {
  while (true) {
    if (pieces_[at_].source) return pull_source(room, std::move(handler));
    const std::size_t size = take_text(room);
    if (size > 0 || at_ + 1 == pieces_.size()) return std::move(handler)(size);
    go_on();
  }
}

void BodyChain::go_on() {
  ++at_;
  place_ = 0;
  begun_ = false;
}

std::size_t BodyChain::take_text(std::span<char> room) {
  const std::size_t size = pieces_[at_].text.copy(room.data(), room.size(), place_);
  place_ += size;
  return size;
}

void BodyChain::pull_source(std::span<char> room, BodySource::PullHandler handler) {
  Piece& piece = pieces_[at_];
  if (const auto begun = begin_source(piece); !begun)
    return std::move(handler)(of_source(piece.label, begun.error()));
  auto then = [self = shared_from_this(), attempt = attempt_, room](Result<std::size_t> pulled,
                                                                    BodySource::PullHandler outer) {
    self->on_pulled(attempt, room, std::move(pulled), std::move(outer));
  };
  piece.source->pull(room, PullRelay(std::move(handler), std::move(then)));
}

Result<> BodyChain::begin_source(Piece& piece) {
  if (std::exchange(begun_, true)) return {};
  piece.count = SourceCount(piece.source->size());
  return piece.source->begin();
}

void BodyChain::on_pulled(std::uint64_t attempt, std::span<char> room, Result<std::size_t> pulled,
                          BodySource::PullHandler handler) {
  if (attempt != attempt_) return;
  Piece& piece = pieces_[at_];
  if (!pulled) return std::move(handler)(of_source(piece.label, pulled.error()));
  if (const auto counted = piece.count.add(*pulled, room.size()); !counted)
    return std::move(handler)(of_source(piece.label, counted.error()));
  if (*pulled > 0) return std::move(handler)(std::move(pulled));
  go_on();
  pull(room, std::move(handler));
}

std::uint64_t BodyChain::given(const Piece& piece) const noexcept {
  return piece.source ? piece.count.given() : piece.text.size();
}

void BodyChain::on_sent(std::uint64_t bytes) {
  for (; reported_ <= at_; ++reported_) {
    const Piece& piece = pieces_[reported_];
    const std::uint64_t size = given(piece);
    const std::uint64_t sent = std::min(bytes - reported_bytes_, size);
    if (piece.source && sent > 0) piece.source->on_sent(sent);
    if (reported_ == at_ || sent < size) return;
    reported_bytes_ += size;
  }
}

}  // namespace crmlink::http
