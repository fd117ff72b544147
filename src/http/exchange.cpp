#include "http/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace crmlink::http {

void Exchange::start(std::shared_ptr<Connection> connection, std::string_view wire, Method method,
                     ResponseLimits limits) {
  connection_ = std::move(connection);
  buffered_ = 0;
  heard_back_ = false;
  reusable_ = false;
  timer_ = PhaseTimer();
  timer_.enter(Phase::send);
  batch_.count_begin();
  connection_->lend(shelf_.lend());
  connection_->reset_written();
  buffers().parser.restart(method, limits);
  if (auto sent = connection_->write(wire, *this)) on_written(std::move(*sent));
}

void Exchange::on_written(Result<> sent) {
  if (!sent) return finish(sent.error());
  timer_.enter(Phase::wait);
  batch_.add(*this);
}

void Exchange::read_now() {
  auto& input = buffers().input;
  if (input.size() == buffered_) input.resize(input.size() * 2);
  connection_->read_some({input.data() + buffered_, input.size() - buffered_}, *this);
}

void Exchange::on_read(Result<std::size_t> read) {
  if (!read) return finish(read.error());
  if (*read == 0) return on_end_of_stream();
  if (!std::exchange(heard_back_, true)) timer_.enter(Phase::receive);
  buffered_ += *read;
  parse_buffered();
}

void Exchange::parse_buffered() {
  auto& [input, cipher, output, parser] = buffers();
  const auto consumed = parser.consume(std::string_view(input.data(), buffered_));
  if (!consumed) return finish(consumed.error());
  buffered_ -= *consumed;
  if (buffered_ > 0) std::memmove(input.data(), input.data() + *consumed, buffered_);
  if (!parser.done()) return read_now();
  // Bytes behind the reply belong to nothing that was asked: whatever follows on this connection
  // can't be trusted. A read that filled its buffer may have left some in the socket.
  reusable_ = parser.keep_alive() && buffered_ == 0 &&
              (connection_->is_drained() || connection_->is_quiet());
  if (const auto limit = parser.keep_alive_limit()) connection_->idle_limit = *limit;
  finish(parser.take());
}

void Exchange::on_end_of_stream() {
  auto& parser = buffers().parser;
  if (const auto ended = parser.consume_end(); !ended) return finish(ended.error());
  finish(parser.take());
}

Delivery Exchange::delivery() const noexcept {
  if (http_status() != 0) return Delivery::answered;
  return connection_->has_written() ? Delivery::maybe_applied : Delivery::not_sent;
}

int Exchange::http_status() const {
  const auto& parser = buffers().parser;
  return parser.head_done() ? parser.status() : 0;
}

void Exchange::abort() {
  ReadBatch::Reader::unlink();
  batch_.count_end();
  connection_->close();
  // An operation that is under way in the kernel's or Asio's hands keeps its buffers.
  shelf_.take_back(connection_->return_buffers());
  connection_.reset();
}

std::shared_ptr<Connection> Exchange::release_connection() {
  batch_.count_end();
  if (!reusable_) connection_->close();
  shelf_.take_back(connection_->return_buffers());
  auto connection = std::move(connection_);
  return reusable_ ? connection : nullptr;
}

void Exchange::finish(Result<Response> result) {
  user_.on_exchanged(std::move(result));
}

}  // namespace crmlink::http
