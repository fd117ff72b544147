#include "http/exchange_buffers.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {

std::unique_ptr<ExchangeBuffers> BufferShelf::lend() {
  if (shelf_.empty()) return std::make_unique<ExchangeBuffers>();
  auto buffers = std::move(shelf_.back());
  shelf_.pop_back();
  least_ = std::min(least_, shelf_.size());
  return buffers;
}

void BufferShelf::take_back(std::unique_ptr<ExchangeBuffers> buffers) {
  if (!buffers || shelf_.size() == most_kept) return;
  if (buffers->input.size() > ExchangeBuffers::kept_size ||
      buffers->output.capacity() > ExchangeBuffers::kept_size)
    return;
  buffers->parser.clear();
  shelf_.push_back(std::move(buffers));
}

// The ones in front are those that weren't lent.
void BufferShelf::trim() {
  shelf_.erase(shelf_.begin(), shelf_.begin() + static_cast<std::ptrdiff_t>(least_));
  least_ = shelf_.size();
}

}  // namespace crmlink::http
