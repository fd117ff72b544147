#include "http/body_transfer.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace crmlink::http {
namespace {

// Whatever code the host's error has, it is the host's.
Error of_host(Errc code, const Error& error) {
  if (error == code) return error;
  ErrorInfo info(code);
  info.detail = error.detail().empty() ? error.code().message() : std::string(error.detail());
  return info;
}

Error unanswered(Errc code) {
  ErrorInfo info(code);
  info.detail = "its handler was destroyed without having been called";
  return info;
}

}  // namespace

/// A source's answer, on its way back; keeps the room.
class BodyTransfer::PullAnswer {
 public:
  /// Where the source is called: a source that pulls at another goes on there.
  using executor_type = boost::asio::strand<boost::asio::any_io_executor>;

  PullAnswer(std::shared_ptr<BodyTransfer> transfer, std::shared_ptr<const void> room,
             std::uint64_t ticket)
      : transfer_(std::move(transfer)), room_(std::move(room)), ticket_(ticket) {}
  PullAnswer(PullAnswer&&) noexcept = default;
  PullAnswer& operator=(PullAnswer&&) = delete;
  ~PullAnswer() {
    if (transfer_) (*this)(unanswered(Errc::body_source_failed));
  }
  executor_type get_executor() const noexcept { return transfer_->strand_; }

  void operator()(Result<std::size_t> pulled) {
    const auto transfer = std::exchange(transfer_, nullptr);
    transfer->answer(ticket_, [&] { transfer->on_pulled(pulled); });
  }

 private:
  std::shared_ptr<BodyTransfer> transfer_;
  std::shared_ptr<const void> room_;
  std::uint64_t ticket_;
};

/// A sink's answer, on its way back; keeps the part.
class BodyTransfer::WriteAnswer {
 public:
  WriteAnswer(std::shared_ptr<BodyTransfer> transfer, std::shared_ptr<const std::string> part,
              std::uint64_t ticket)
      : transfer_(std::move(transfer)), part_(std::move(part)), ticket_(ticket) {}
  WriteAnswer(WriteAnswer&&) noexcept = default;
  WriteAnswer& operator=(WriteAnswer&&) = delete;
  ~WriteAnswer() {
    if (transfer_) (*this)(unanswered(Errc::body_sink_failed));
  }

  void operator()(Result<> done) {
    const auto transfer = std::exchange(transfer_, nullptr);
    transfer->answer(ticket_, [&] { transfer->on_sink_done(std::move(done)); });
  }

 private:
  std::shared_ptr<BodyTransfer> transfer_;
  std::shared_ptr<const std::string> part_;
  std::uint64_t ticket_;
};

BodyTransfer::BodyTransfer(Request& request, const boost::asio::any_io_executor& executor,
                           std::shared_ptr<Serial> serial)
    : serial_(std::move(serial)),
      strand_(boost::asio::make_strand(executor)),
      source_(std::exchange(request.body_source, nullptr)),
      sink_(std::exchange(request.body_sink, nullptr)) {
  if (!source_) return;
  size_ = source_->size();
  can_repeat_ = source_->can_repeat();
}

void BodyTransfer::attach(User& user) {
  ++ticket_;
  user_ = &user;
  begun_ = false;
  source_due_ = false;
  sink_due_ = false;
  // Not those of an earlier attempt, which the host may have in its hands.
  if (has_body()) framer_.emplace(size_);
  part_ = nullptr;
}

void BodyTransfer::detach() noexcept {
  ++ticket_;
  user_ = nullptr;
}

template <class Turn>
void BodyTransfer::post(Turn turn) {
  boost::asio::post(strand_,
                    [self = shared_from_this(), turn = std::move(turn)]() mutable { turn(*self); });
}

template <class Handle>
void BodyTransfer::answer(std::uint64_t ticket, Handle handle) {
  // On whichever thread.
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  if (ticket == ticket_) handle();
}

bool BodyTransfer::is_current(std::uint64_t ticket) {
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  return ticket == ticket_;
}

void BodyTransfer::pull() {
  framer_->on_sent();
  post_pull();
}

void BodyTransfer::post_pull() {
  source_due_ = true;
  post([ticket = ticket_](BodyTransfer& self) { self.run_pull(ticket); });
}

void BodyTransfer::run_pull(std::uint64_t ticket) {
  std::optional<PullAnswer> pull_answer;
  std::span<char> room;
  std::uint64_t sent = 0;
  bool begins = false;
  {
    const Serial::Entry entry(serial_, Serial::From::anywhere);
    if (ticket != ticket_) return;
    begins = !std::exchange(begun_, true);
    room = framer_->room();
    sent = framer_->sent();
    pull_answer.emplace(shared_from_this(), framer_->buffer(), ticket);
  }
  if (sent > 0) source_->on_sent(sent);
  if (begins) {
    if (const auto begun = source_->begin(); !begun) return (*pull_answer)(begun.error());
  }
  source_->pull(room, std::move(*pull_answer));
}

void BodyTransfer::on_pulled(const Result<std::size_t>& pulled) {
  source_due_ = false;
  if (!pulled) return user_->on_source(of_host(Errc::body_source_failed, pulled.error()));
  const auto next = framer_->on_pulled(*pulled);
  if (!next) return user_->on_source(next.error());
  if (*next == SourceFramer::Next::pull) return post_pull();
  user_->on_source(framer_->bytes());
}

void BodyTransfer::report_end() {
  framer_->on_sent();
  post([sent = framer_->sent()](BodyTransfer& self) { self.source_->on_sent(sent); });
}

void BodyTransfer::begin_sink(Response head) {
  sink_due_ = true;
  post([ticket = ticket_, head = std::move(head)](BodyTransfer& self) {
    self.run_begin(head, ticket);
  });
}

void BodyTransfer::run_begin(const Response& head, std::uint64_t ticket) {
  if (!is_current(ticket)) return;
  WriteAnswer begun(shared_from_this(), nullptr, ticket);
  begun(sink_->begin(head));
}

bool BodyTransfer::write_part(ResponseParser& parser) {
  if (!part_) part_ = std::make_shared<std::string>();
  parser.take_part(*part_);
  if (part_->empty()) return false;
  sink_due_ = true;
  post([ticket = ticket_, written = part_](BodyTransfer& self) mutable {
    self.run_write(std::move(written), ticket);
  });
  return true;
}

void BodyTransfer::run_write(std::shared_ptr<const std::string> part, std::uint64_t ticket) {
  if (!is_current(ticket)) return;
  const std::string_view text = *part;
  sink_->write(text, WriteAnswer(shared_from_this(), std::move(part), ticket));
}

void BodyTransfer::on_sink_done(Result<> done) {
  sink_due_ = false;
  if (!done) done = of_host(Errc::body_sink_failed, done.error());
  user_->on_sink(std::move(done));
}

std::string_view BodyTransfer::awaited_host() const noexcept {
  if (source_due_) return "the source of the body had the turn";
  if (sink_due_) return "the sink of the body had the turn";
  return {};
}

void BodyTransfer::finish(Finished finished) {
  post([finished = std::move(finished)](BodyTransfer& self) mutable {
    // They may hold what keeps this alive.
    self.source_ = nullptr;
    self.sink_ = nullptr;
    self.serial_->bring(std::move(finished), Serial::From::executor);
  });
}

}  // namespace crmlink::http
