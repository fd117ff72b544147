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
  rest_ = wire.held_back > 0 ? Rest::held_back : Rest::none;
  hold_limit_ = wire.hold_limit;
  transfer_ = wire.transfer;
  to_sink_ = false;
  if (transfer_ != nullptr) start_transfer(wire.holds_source);
  timer_ = PhaseTimer();
  timer_.enter(Phase::send);
  batch_.count_begin();
  connection_->lend(shelf_.lend());
  connection_->reset_written();
  buffers().parser.restart(method, limits);
  send(wire.bytes.substr(0, wire.bytes.size() - wire.held_back));
}

void Exchange::start_transfer(bool holds_source) {
  transfer_->attach(*this);
  to_sink_ = transfer_->has_sink();
  sink_begun_ = false;
  if (transfer_->has_body()) rest_ = holds_source ? Rest::held_back : Rest::source;
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
    rest_ = Rest::none;
  }
  if (rest_ != Rest::none) return continue_body();
  if (sent && timer_.phase() == Phase::send) timer_.enter(Phase::wait);
  if (!reading_) batch_.add(*this);
}

void Exchange::continue_body() {
  if (rest_ == Rest::held_back) return hold_back();
  if (rest_ == Rest::source_ends) {
    rest_ = Rest::none;
    transfer_->report_end();
    return on_written({});
  }
  transfer_->pull();
  if (!reading_) read_now();
}

void Exchange::on_source(Result<std::string_view> bytes) {
  if (!bytes) return finish(bytes.error());
  if (transfer_->source_ended()) rest_ = Rest::source_ends;
  send(*bytes);
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
  const bool from_source = held_back_.empty();
  rest_ = from_source ? Rest::source : Rest::none;
  if (from_source) return continue_body();
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
  if (to_sink_) return parse_for_sink();
  auto& input = buffers().input;
  auto& parser = buffers().parser;
  if (drop_parsed(parser.consume(std::string_view(input.data(), buffered_)))) after_parsing();
}

bool Exchange::drop_parsed(const Result<std::size_t>& consumed) {
  if (!consumed) {
    finish(consumed.error());
    return false;
  }
  auto& input = buffers().input;
  buffered_ -= *consumed;
  if (buffered_ > 0) std::memmove(input.data(), input.data() + *consumed, buffered_);
  return true;
}

void Exchange::after_parsing() {
  auto& parser = buffers().parser;
  if (!parser.done()) {
    const bool wanted = rest_ == Rest::held_back && !sending_ && parser.may_continue();
    return wanted ? send_held_back() : read_now();
  }
  // Bytes behind the reply belong to nothing that was asked: whatever follows on this connection
  // can't be trusted. A read that filled its buffer may have left some in the socket.
  reusable_ = has_sent_all() && parser.keep_alive() && buffered_ == 0 &&
              (connection_->is_drained() || connection_->is_quiet());
  if (const auto limit = parser.keep_alive_limit()) connection_->idle_limit = *limit;
  finish(parser.take());
}

// The sink gets what is parsed before anything else is parsed or read.
void Exchange::parse_for_sink() {
  auto& input = buffers().input;
  auto& parser = buffers().parser;
  if (!drop_parsed(parser.consume_part(std::string_view(input.data(), buffered_)))) return;
  if (!parser.streams()) return after_parsing();
  reading_ = true;
  if (!std::exchange(sink_begun_, true)) {
    input.resize(std::max(input.size(), ExchangeBuffers::kept_size));
    return transfer_->begin_sink(parser.head());
  }
  if (transfer_->write_part(parser)) return;
  reading_ = false;
  after_parsing();
}

void Exchange::on_sink(Result<> done) {
  reading_ = false;
  if (!done) return finish(done.error());
  parse_for_sink();
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
  if (transfer_ != nullptr) transfer_->detach();
  batch_.count_end();
  connection_->close();
  // An operation that is under way in the kernel's or Asio's hands keeps its buffers.
  shelf_.take_back(connection_->return_buffers());
  connection_.reset();
}

std::shared_ptr<Connection> Exchange::release_connection() {
  deadlines_.disarm(*this);
  if (transfer_ != nullptr) transfer_->detach();
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
