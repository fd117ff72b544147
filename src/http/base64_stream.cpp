#include "http/base64_stream.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "http/pull_relay.hpp"

namespace crmlink::http {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char letter(std::uint32_t bits, unsigned shift) {
  return alphabet[(bits >> shift) & 0x3FU];
}

/// Encodes three bytes; `out` may overlap them.
void encode_group(const char* bytes, char* out) {
  const auto byte = [bytes](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(bytes[i])};
  };
  const std::uint32_t bits = byte(0) << 16U | byte(1) << 8U | byte(2);
  out[0] = letter(bits, 18);
  out[1] = letter(bits, 12);
  out[2] = letter(bits, 6);
  out[3] = letter(bits, 0);
}

}  // namespace

std::span<char> Base64Stream::Work::raw() const noexcept {
  // The n-th quantum ends before the n-th group behind it does: 4q <= area, so nothing is
  // overwritten before it is read.
  return area().last(area().size() / quantum * group);
}

Base64Stream::Base64Stream(std::shared_ptr<BodySource> source) : source_(std::move(source)) {}

std::optional<std::uint64_t> Base64Stream::size() const {
  const auto raw = source_->size();
  if (!raw) return std::nullopt;
  const std::uint64_t groups = *raw / group + (*raw % group != 0 ? 1 : 0);
  if (groups > std::numeric_limits<std::uint64_t>::max() / quantum) return std::nullopt;
  return groups * quantum;
}

Result<> Base64Stream::begin() {
  ++attempt_;
  count_ = SourceCount(source_->size());
  carry_.clear();
  left_.clear();
  ended_ = false;
  return source_->begin();
}

void Base64Stream::pull(std::span<char> room, BodySource::PullHandler handler) {
  if (!left_.empty()) return std::move(handler)(take_left(room));
  if (ended_) return std::move(handler)(std::size_t{0});
  const bool small = room.size() < quantum;
  pull_source({room, small ? std::make_shared<Quantum>() : nullptr}, std::move(handler));
}

std::size_t Base64Stream::take_left(std::span<char> room) {
  const std::size_t size = left_.copy(room.data(), room.size());
  left_.erase(0, size);
  return size;
}

void Base64Stream::pull_source(Work work, BodySource::PullHandler handler) {
  const auto self = shared_from_this();
  again_ = std::move(handler);
  // A source isn't asked again inside of its own pull, in which it may have answered.
  while (again_) {
    auto then = [self, attempt = attempt_, work](const Result<std::size_t>& pulled,
                                                 BodySource::PullHandler outer) {
      self->on_pulled(attempt, work, pulled, std::move(outer));
    };
    auto outer = *std::exchange(again_, std::nullopt);
    inside_ = true;
    source_->pull(work.raw().subspan(carry_.size()), PullRelay(std::move(outer), std::move(then)));
    inside_ = false;
  }
}

void Base64Stream::on_pulled(std::uint64_t attempt, const Work& work,
                             const Result<std::size_t>& pulled, BodySource::PullHandler handler) {
  if (attempt != attempt_) return;
  if (!pulled) return std::move(handler)(pulled.error());
  const std::size_t room = work.raw().size() - carry_.size();
  if (const auto counted = count_.add(*pulled, room); !counted)
    return std::move(handler)(counted.error());
  ended_ = *pulled == 0;
  const std::size_t encoded = ended_ ? encode_end(work) : encode(work, *pulled);
  if (encoded > 0 || ended_) return std::move(handler)(hand_out(work, encoded));
  if (!inside_) return pull_source(work, std::move(handler));
  again_ = std::move(handler);
}

std::size_t Base64Stream::encode(const Work& work, std::size_t pulled) {
  const auto raw = work.raw().first(carry_.size() + pulled);
  carry_.copy(raw.data(), carry_.size());
  const std::size_t groups = raw.size() / group;
  const auto rest = raw.subspan(groups * group);
  carry_.assign(rest.begin(), rest.end());
  char* out = work.area().data();
  for (std::size_t i = 0; i < groups; ++i)
    encode_group(&raw[i * group], out + i * quantum);
  return groups * quantum;
}

std::size_t Base64Stream::encode_end(const Work& work) {
  if (carry_.empty()) return 0;
  const std::size_t padding = group - carry_.size();
  carry_.resize(group, '\0');
  const auto out = work.area().first(quantum);
  encode_group(carry_.data(), out.data());
  std::fill(out.end() - static_cast<std::ptrdiff_t>(padding), out.end(), '=');
  carry_.clear();
  return quantum;
}

std::size_t Base64Stream::hand_out(const Work& work, std::size_t encoded) {
  if (!work.small) return encoded;
  left_.assign(work.small->data(), encoded);
  return take_left(work.room);
}

void Base64Stream::on_sent(std::uint64_t bytes) {
  source_->on_sent(std::min(bytes / quantum * group, count_.given()));
}

}  // namespace crmlink::http
