#include "http/exchange.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {

void Exchange::start(std::string_view wire, std::weak_ptr<void> guard, Handler handler) {
  guard_ = std::move(guard);
  handler_ = std::move(handler);
  connection_->stream.reset_written();
  timer_.enter(Phase::send);
  connection_->stream.async_write(wire, make_guard(),
                                  [this](Result<> sent) { on_sent(std::move(sent)); });
}

// Keeps this object, and what owns the connection's services, while an operation of the stream is
// under way.
std::shared_ptr<void> Exchange::make_guard() {
  return std::make_shared<std::pair<std::shared_ptr<void>, std::shared_ptr<Exchange>>>(
      guard_.lock(), shared_from_this());
}

void Exchange::on_sent(Result<> sent) {
  if (!handler_) return;
  if (!sent) return finish(sent.error());
  timer_.enter(Phase::wait);
  read_more();
}

void Exchange::read_more() {
  if (input_.size() == buffered_) input_.resize(std::max(first_buffer_size, input_.size() * 2));
  const std::span<char> room(input_.data() + buffered_, input_.size() - buffered_);
  connection_->stream.async_read_some(
      room, make_guard(), [this](Result<std::size_t> read) { on_read(std::move(read)); });
}

void Exchange::on_read(Result<std::size_t> read) {
  if (!handler_) return;
  if (!read) return finish(read.error());
  if (*read == 0) return on_end_of_stream();
  if (!std::exchange(heard_back_, true)) timer_.enter(Phase::receive);
  buffered_ += *read;
  parse_buffered();
}

void Exchange::parse_buffered() {
  const auto consumed = parser_.consume(std::string_view(input_.data(), buffered_));
  if (!consumed) return finish(consumed.error());
  input_.erase(0, *consumed);
  input_.resize(input_.size() + *consumed);
  buffered_ -= *consumed;
  if (!parser_.done()) return read_more();
  // Bytes behind the reply belong to nothing that was asked: whatever follows on this connection
  // can't be trusted.
  reusable_ = parser_.keep_alive() && buffered_ == 0;
  finish(parser_.take());
}

void Exchange::on_end_of_stream() {
  if (const auto ended = parser_.consume_end(); !ended) return finish(ended.error());
  finish(parser_.take());
}

Delivery Exchange::delivery() const noexcept {
  if (parser_.head_done()) return Delivery::answered;
  return connection_->stream.has_written() ? Delivery::maybe_applied : Delivery::not_sent;
}

void Exchange::abort() {
  timer_.enter(Phase::none);
  connection_->stream.close();
  handler_ = nullptr;
}

std::unique_ptr<Connection> Exchange::release_connection() {
  if (reusable_) return std::move(connection_);
  connection_->stream.close();
  return nullptr;
}

void Exchange::finish(Result<Response> result) {
  const auto self = shared_from_this();  // The handler may let go of the last other owner.
  const auto handler = std::exchange(handler_, nullptr);
  handler(std::move(result));
}

}  // namespace crmlink::http
