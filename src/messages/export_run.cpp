#include "messages/export_run.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "messages/export_plan.hpp"
#include "messages/message_reader.hpp"
#include "text/masked_excerpt.hpp"
#include "text/time_format.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

constexpr int fine = 200;
/// What servers say of an offset that they don't like.
constexpr std::array about_offset{400, 404, 416, 422};
// Some 6 MB; a server that repeats more than that is stopped by a page without anything new.
constexpr std::size_t most_remembered = 65'536;

Error failure(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  return info;
}

}  // namespace

/// Hands a reply to the run that asked for it, if there still is one.
class ExportRun::Sink final : public http::BodySink {
 public:
  Sink(std::weak_ptr<ExportRun> run, std::uint64_t request)
      : run_(std::move(run)), request_(request) {}

  Result<> begin(const http::Response& head) override {
    status_ = head.status();
    const auto run = run_.lock();
    if (status_ != fine || !run) return failure(Errc::invalid_response, "it isn't of 200");
    run->begin_reply(request_);
    return {};
  }

  void write(std::string_view part, WriteHandler handler) override {
    if (const auto run = run_.lock()) run->add_part(request_, part, std::move(handler));
  }

  /// The status of the reply that began last; zero when none did.
  int status() const noexcept { return status_; }

 private:
  std::weak_ptr<ExportRun> run_;
  std::uint64_t request_;
  int status_ = 0;
};

ExportRun::ExportRun(MessageExportConfig config, std::shared_ptr<http::Transport> transport,
                     MessageExportServices services, ExportPosition position)
    : config_(std::move(config)),
      transport_(std::move(transport)),
      services_(std::move(services)),
      query_(position.query),
      strand_(asio::make_strand(services_.executor)),
      position_(position),
      delivered_(std::move(position)),
      seen_(most_remembered),
      splitter_(config_.max_message_bytes) {}

void ExportRun::start_next(std::size_t most, Handler handler) {
  Pull pull(std::move(handler), services_.executor);
  pull.on_cancel([weak = weak_from_this(), strand = strand_] {
    asio::post(strand, [weak] {
      if (const auto self = weak.lock()) self->cancel();
    });
  });
  asio::post(strand_, [self = shared_from_this(), most, pull = std::move(pull)]() mutable {
    self->begin_pull(most, std::move(pull));
  });
}

void ExportRun::close() {
  asio::post(strand_, [self = shared_from_this()] { self->cancel(); });
}

void ExportRun::begin_reply(std::uint64_t request) {
  asio::post(strand_, [self = shared_from_this(), request] {
    if (request != self->request_) return;
    // A second reply to one request: what the first one gave is void.
    self->more_.reset();
    self->go_back();
  });
}

void ExportRun::add_part(std::uint64_t request, std::string_view part, WriteHandler handler) {
  asio::post(strand_,
             [self = shared_from_this(), request, part, handler = std::move(handler)]() mutable {
               if (request != self->request_ || !self->under_way_) return;
               self->splitter_.feed(part);
               self->more_.emplace(std::move(handler));
               self->pump();
             });
}

void ExportRun::begin_pull(std::size_t most, Pull pull) {
  if (pull_) return pull.complete(failure(Errc::invalid_argument, "a pull is under way already"));
  most_ = std::max(most, std::size_t{1});
  pull_.emplace(std::move(pull));
  pump();
}

/// Gives up what is under way, without waiting for it.
void ExportRun::cancel() {
  if (std::exchange(under_way_, false)) {
    ++request_;
    signal_->emit(asio::cancellation_type::terminal);
    more_.reset();
    go_back();
  }
  if (pull_) fail(Error(Errc::cancelled).within(config_.name));
}

void ExportRun::pump() {
  if (!pull_) return;
  if (under_way_) {
    if (more_) read_part();
  } else if (position_.done() || !batch_.messages.empty()) {
    deliver();
  } else {
    send();
  }
}

void ExportRun::send() {
  // What a page had is asked for no more, unless its server doesn't know of pages.
  if (position_.limit != 0 && position_.consumed <= position_.limit) position_.next_page();
  expect_overlap();
  delivered_ = position_;
  auto asked = position_;
  if (overlap_) --asked.offset;
  auto request = plan_export(config_, asked);
  if (!request) return fail(request.error());
  where_ =
      config_.name + ": " + std::string(to_string(request->method)) + ' ' + request->url.masked();
  const auto id = ++request_;
  request->body_sink = sink_ = std::make_shared<Sink>(weak_from_this(), id);
  go_back();
  stopped_ = Error();
  under_way_ = true;
  signal_ = std::make_shared<asio::cancellation_signal>();
  // Doesn't own the run, which owns what asks the request for more.
  auto on_reply = [weak = weak_from_this(), id,
                   signal = signal_](const Result<http::Response>& response) {
    if (const auto self = weak.lock()) self->end_reply(id, response);
  };
  transport_->async_send(std::move(*request), services_.clock->now() + config_.timeout,
                         asio::bind_cancellation_slot(
                             signal_->slot(), asio::bind_executor(strand_, std::move(on_reply))));
}

/// Has a page that isn't asked for right behind the one before begin with an element that was given
/// already: what came before may have changed, and then an offset leads to another place.
void ExportRun::expect_overlap() {
  overlap_.reset();
  if (!std::exchange(goes_on_, false) && position_.offset != 0 && position_.consumed == 0)
    overlap_ = position_.last;
}

/// Gets ready for the reply to the page of `delivered_`, from its first byte.
void ExportRun::go_back() {
  position_ = delivered_;
  batch_ = MessageBatch();
  unseen_.clear();
  splitter_ = ReplySplitter(config_.max_message_bytes);
  overlap_due_ = overlap_.has_value();
  to_pass_over_ = position_.consumed;
  passed_ = {};
  fresh_ = 0;
}

void ExportRun::read_part() {
  std::string_view element;
  while (batch_.messages.size() < most_) {
    const auto step = splitter_.next(element);
    if (step == ReplySplitter::Step::failed)
      return stop_reply(failure(Errc::invalid_response, splitter_.problem()));
    if (step == ReplySplitter::Step::more) return ask_for_more(Result<>());
    if (const auto taken = take(element); !taken) return stop_reply(taken.error());
  }
  deliver();
}

Result<> ExportRun::take(std::string_view element) {
  if (element == "null") return take({}, digest_of(element));
  if (!element.starts_with('{'))
    return failure(Errc::invalid_response, "an element of the list isn't a message");
  auto message = read_message(element);
  if (!message && config_.skip_invalid) return take({}, digest_of(element));
  if (!message)
    return failure(Errc::invalid_response,
                   "message " + std::to_string(position_.consumed + 1) +
                       " of the page: " + std::string(message.error().detail()));
  const auto digest = digest_of(*message);
  return take(std::move(*message), digest);
}

/// Takes an element of the list; one that is no message is left out.
Result<> ExportRun::take(std::optional<Message> message, const MessageDigest& digest) {
  if (overlap_due_) return check_overlap(digest);
  if (to_pass_over_ != 0) return pass_over(digest);
  ++position_.consumed;
  position_.chain.add(digest);
  position_.last = digest;
  if (message) {
    keep(std::move(*message), digest);
  } else {
    ++position_.left_out;
    ++fresh_;
  }
  return {};
}

Result<> ExportRun::check_overlap(const MessageDigest& digest) {
  overlap_due_ = false;
  if (digest == *overlap_) return {};
  return changed();
}

/// Leaves out what the caller has already; at the end it must have been the same.
Result<> ExportRun::pass_over(const MessageDigest& digest) {
  passed_.add(digest);
  ++fresh_;
  if (--to_pass_over_ != 0 || passed_ == position_.chain) return {};
  return changed();
}

void ExportRun::keep(Message message, const MessageDigest& digest) {
  const bool paged = position_.limit != 0;
  if (paged && seen_.came_before(digest, request_)) {
    ++position_.repeats;
    return;
  }
  ++fresh_;
  if (paged) unseen_.push_back(digest);
  const auto unit = config_.epoch_unit == EpochUnit::seconds ? std::chrono::milliseconds(1000)
                                                             : std::chrono::milliseconds(1);
  position_.note_edge(message, digest, unit);
  if (position_.was_at_edge(digest)) {
    ++position_.repeats;
    return;
  }
  ++position_.messages;
  batch_.messages.push_back(std::move(message));
}

void ExportRun::stop_reply(Error why) {
  stopped_ = std::move(why);
  ask_for_more(stopped_);
}

void ExportRun::ask_for_more(Result<> so_far) {
  auto handler = std::move(*more_);
  more_.reset();
  std::move(handler)(std::move(so_far));
}

void ExportRun::end_reply(std::uint64_t request, const Result<http::Response>& response) {
  if (request != request_) return;
  under_way_ = false;
  more_.reset();
  const auto error = verdict(response);
  sink_ = nullptr;
  if (error) {
    // A transport names the request itself.
    if (pull_) return fail(error.within(error.where().empty() ? where_ : config_.name));
    return go_back();
  }
  end_page();
  pump();
}

Error ExportRun::verdict(const Result<http::Response>& response) const {
  if (stopped_) return stopped_;
  const auto status = response ? response->status() : sink_->status();
  if (status != 0 && status != fine)
    return wrong_status(status, response ? response->body() : std::string_view());
  if (!response) return response.error();
  if (!splitter_.is_complete())
    return failure(Errc::invalid_response, "the list of messages ends in the midst");
  if (overlap_due_ || to_pass_over_ != 0) return changed();
  // A page may have more than can be remembered.
  const bool again = position_.consumed > most_remembered && position_.chain == page_before_;
  const bool stuck =
      again || (fresh_ == 0 && position_.offset != 0 && received() == position_.limit);
  if (stuck && !overlap_)
    return failure(Errc::invalid_response,
                   "the page has nothing but what came before: the server doesn't heed the offset");
  return {};
}

Error ExportRun::wrong_status(int status, std::string_view server_text) const {
  ErrorInfo info(Errc::http_status);
  info.http_status = status;
  info.detail = "status " + std::to_string(status) + " instead of 200";
  const bool of_offset =
      std::find(about_offset.begin(), about_offset.end(), status) != about_offset.end();
  if (of_offset && asked_beyond_ && config_.confirm_end == EndCheck::adaptive)
    info.detail +=
        "; the page before was short, and this one was asked for to see whether that was the last: "
        "\"confirm_end\": false does without";
  info.server_text = text::masked_excerpt(server_text, {&config_.api_key}, Error::max_server_text);
  return info;
}

/// What to say when an export can't go on where it was.
Error ExportRun::changed() const {
  return failure(Errc::invalid_response,
                 "the server doesn't have what was exported last in its place any more, so nobody "
                 "can tell what is missing; export again from " +
                     text::format_time(position_.window_begin, "%Y-%m-%dT%H:%M:%S.%LZ") +
                     ", where this window begins");
}

void ExportRun::end_page() {
  learn_of_limit();
  const bool last = is_last_page();
  if (received() <= position_.limit)
    position_.longest_page = std::max(position_.longest_page, received());
  asked_beyond_ = !last && received() < position_.limit;
  goes_on_ = true;
  page_before_ = last ? MessageDigest() : position_.chain;
  last ? position_.next_window() : position_.next_page();
  for (const auto& digest : std::exchange(unseen_, {}))
    seen_.add(digest, request_);
  if (last) seen_.clear();
}

/// Returns how many elements the page had, with the one that had been given before.
std::uint64_t ExportRun::received() const noexcept {
  return position_.consumed + (overlap_ ? 1 : 0);
}

bool ExportRun::is_last_page() const noexcept {
  const auto count = received();
  if (position_.limit == 0 || count == 0 || count > position_.limit) return true;
  if (count == position_.limit) return false;
  if (fresh_ == 0 && !overlap_) return true;
  if (config_.confirm_end != EndCheck::adaptive) return config_.confirm_end == EndCheck::never;
  // A fixed limit of the server's own is the length of its longest page.
  return !position_.cuts_pages && count < position_.longest_page;
}

/// Sees by a page how the server limits pages.
void ExportRun::learn_of_limit() {
  if (position_.limit == 0) return;
  if (received() > position_.limit)
    return warn("the server doesn't heed the limit; its reply is taken for the whole window");
  if (!asked_beyond_ || fresh_ == 0 || std::exchange(position_.cuts_pages, true)) return;
  warn("the server had more messages behind a page of fewer than the limit of " +
       std::to_string(position_.limit) + "; pages go on by what it gives, until one is empty");
}

void ExportRun::deliver() {
  for (const auto& digest : std::exchange(unseen_, {}))
    seen_.add(digest, request_);
  delivered_ = position_;
  batch_.end = position_.done();
  batch_.token = write_token(position_);
  batch_.progress = position_.progress();
  end_pull(std::exchange(batch_, {}));
}

void ExportRun::fail(const Error& error) {
  go_back();
  end_pull(error);
}

void ExportRun::end_pull(Result<MessageBatch> result) {
  auto pull = std::move(*pull_);
  pull_.reset();
  pull.complete(std::move(result));
}

void ExportRun::warn(std::string_view what) {
  services_.logger.write(LogLevel::warning, "messages", where_ + ": " + std::string(what));
}

}  // namespace crmlink
