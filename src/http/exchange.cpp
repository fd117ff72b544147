#include "http/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace crmlink::http {
namespace {

// What it said before may be there to be read.
bool peer_has_closed(const Error& error) {
  return error == Errc::connection_reset;
}

}  // namespace

void Exchange::start(std::shared_ptr<Connection> connection, const Wire& wire, Method method,
                     ResponseLimits limits) {
  connection_ = std::move(connection);
  buffered_ = 0;
  heard_back_ = false;
  reusable_ = false;
  reading_ = false;
  send_failure_ = Error();
  held_back_ = wire.bytes.substr(wire.bytes.size() - wire.held_back);
  hold_limit_ = wire.hold_limit;
  timer_ = PhaseTimer();
  timer_.enter(Phase::send);
  batch_.count_begin();
  connection_->lend(shelf_.lend());
  connection_->reset_written();
  buffers().parser.restart(method, limits);
  send(wire.bytes.substr(0, wire.bytes.size() - wire.held_back));
}

void Exchange::send(std::string_view bytes) {
  sending_ = true;
  if (auto sent = connection_->write(bytes, *this)) return on_written(std::move(*sent));
  if (!reading_) read_now();
}

void Exchange::on_written(Result<> sent) {
  sending_ = false;
  if (!sent) {
    if (!peer_has_closed(sent.error())) return finish(sent.error());
    send_failure_ = sent.error();
    held_back_ = {};
  }
  if (!held_back_.empty()) return hold_back();
  if (sent && timer_.phase() == Phase::send) timer_.enter(Phase::wait);
  if (!reading_) batch_.add(*this);
}

void Exchange::hold_back() {
  if (buffers().parser.may_continue()) return send_held_back();
  deadlines_.arm(*this, std::chrono::steady_clock::now() + hold_limit_);
  if (!reading_) read_now();
}

void Exchange::on_deadline() {
  // A final reply has begun: whatever it says, the server didn't want the body.
  if (!buffers().parser.head_done()) send_held_back();
}

void Exchange::send_held_back() {
  deadlines_.disarm(*this);
  timer_.enter(Phase::send);
  send(std::exchange(held_back_, {}));
}

void Exchange::read_now() {
  reading_ = true;
  auto& input = buffers().input;
  if (input.size() == buffered_) input.resize(input.size() * 2);
  connection_->read_some({input.data() + buffered_, input.size() - buffered_}, *this);
}

void Exchange::on_read(Result<std::size_t> read) {
  reading_ = false;
  if (!read) return finish(send_failure_ ? send_failure_ : read.error());
  if (*read == 0) return on_end_of_stream();
  heard_back_ = true;
  if (timer_.phase() != Phase::receive) timer_.enter(Phase::receive);
  buffered_ += *read;
  parse_buffered();
}

void Exchange::parse_buffered() {
  auto& [input, cipher, output, parser] = buffers();
  const auto consumed = parser.consume(std::string_view(input.data(), buffered_));
  if (!consumed) return finish(consumed.error());
  buffered_ -= *consumed;
  if (buffered_ > 0) std::memmove(input.data(), input.data() + *consumed, buffered_);
  if (!parser.done()) {
    const bool wanted = !held_back_.empty() && !sending_ && parser.may_continue();
    return wanted ? send_held_back() : read_now();
  }
  // Bytes behind the reply belong to nothing that was asked: whatever follows on this connection
  // can't be trusted. A read that filled its buffer may have left some in the socket.
  reusable_ = has_sent_all() && parser.keep_alive() && buffered_ == 0 &&
              (connection_->is_drained() || connection_->is_quiet());
  if (const auto limit = parser.keep_alive_limit()) connection_->idle_limit = *limit;
  finish(parser.take());
}

void Exchange::on_end_of_stream() {
  auto& parser = buffers().parser;
  if (const auto ended = parser.consume_end(); !ended)
    return finish(send_failure_ ? send_failure_ : ended.error());
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
  deadlines_.disarm(*this);
  batch_.count_end();
  connection_->close();
  // An operation that is under way in the kernel's or Asio's hands keeps its buffers.
  shelf_.take_back(connection_->return_buffers());
  connection_.reset();
}

std::shared_ptr<Connection> Exchange::release_connection() {
  deadlines_.disarm(*this);
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
