#include "crmlink/testing/recording_transport.hpp"

#include <deque>
#include <mutex>
#include <utility>

#include "testing/keyed_tokens.hpp"
#include "testing/recording.hpp"
#include "testing/tap.hpp"

namespace crmlink::testing {
namespace {

using Reply = Result<http::Response>;

// They speak of the connection, not of what was said, or no longer fit the body.
bool is_recorded(std::string_view field) {
  for (const std::string_view left_out :
       {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Content-Encoding"})
    if (same_name(field, left_out)) return false;
  return true;
}

}  // namespace

class RecordingTransport::State {
 public:
  State(std::shared_ptr<http::Transport> transport, RecordingOptions options)
      : inner(std::move(transport)),
        options_(std::move(options)),
        scrubber_(options_, [this](const PrivateValue& value) { return tokens_(value); }),
        tokens_(std::exchange(options_.key, Secret())) {}

  struct Entry {
    RecordedExchange exchange;
    bool ended = false;
  };

  /// Keeps a request; returns the place for what comes of it.
  Entry& begin(const http::Request& request) {
    RecordedExchange exchange;
    exchange.request.method = to_string(request.method);
    exchange.request.url = scrubber_.url(request.url.to_string());
    for (const auto& field : request.fields)
      keep(field.name, field.value, exchange.request.fields);
    exchange.request.body = scrubber_.body(request.body, field_of(request.fields, "Content-Type"));
    const std::lock_guard lock(mutex_);
    return entries_.emplace_back(Entry{std::move(exchange)});
  }

  void end(Entry& entry, const Reply& result) {
    std::optional<RecordedReply> reply;
    if (result) reply = scrubbed(*result);
    const std::lock_guard lock(mutex_);
    entry.exchange.reply = std::move(reply);
    if (!result) entry.exchange.error = scrubbed(result.error());
    entry.ended = true;
  }

  std::string to_json() const {
    const std::lock_guard lock(mutex_);
    return write_recording(options_, ended());
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return ended().size();
  }

  const std::shared_ptr<http::Transport> inner;

 private:
  void keep(std::string_view name, std::string_view value, std::vector<http::Field>& fields) const {
    if (is_recorded(name)) fields.emplace_back(std::string(name), scrubber_.header(name, value));
  }

  RecordedReply scrubbed(const http::Response& response) const {
    RecordedReply reply;
    reply.status = response.status();
    for (const auto& [name, value] : response.fields())
      keep(name, value, reply.fields);
    reply.body = scrubber_.body(response.body(), response.field("Content-Type").value_or(""));
    return reply;
  }

  Error scrubbed(const Error& error) const {
    ErrorInfo info(static_cast<Errc>(error.code().value()));
    info.phase = error.phase();
    info.delivery = error.delivery();
    info.detail = scrubber_.text(error.detail());
    return info;
  }

  std::vector<const RecordedExchange*> ended() const {
    std::vector<const RecordedExchange*> all;
    for (const auto& entry : entries_)
      if (entry.ended) all.push_back(&entry.exchange);
    return all;
  }

  RecordingOptions options_;
  const Scrubber scrubber_;
  const KeyedTokens tokens_;
  mutable std::mutex mutex_;
  // Grows at its end only: what it holds stays where it is.
  std::deque<Entry> entries_;
};

RecordingTransport::RecordingTransport(std::shared_ptr<http::Transport> inner,
                                       const RecordingOptions& options)
    : state_(std::make_shared<State>(std::move(inner), options)) {}

RecordingTransport::~RecordingTransport() = default;

void RecordingTransport::prepare(const http::Url& url) {
  state_->inner->prepare(url);
}

std::string RecordingTransport::to_json() const {
  return state_->to_json();
}

std::size_t RecordingTransport::size() const {
  return state_->size();
}

void RecordingTransport::start_send(http::Request request, Deadline deadline,
                                    http::Transport::SendHandler handler) {
  auto& entry = state_->begin(request);
  Tap tap{std::move(handler),
          [state = state_, &entry](const Reply& result) { state->end(entry, result); }};
  state_->inner->async_send(std::move(request), deadline, std::move(tap));
}

}  // namespace crmlink::testing
