#include "crmlink/testing/replay_transport.hpp"

#include <map>
#include <utility>

#include "core/completion.hpp"
#include "testing/canonical.hpp"
#include "testing/recording.hpp"
#include "testing/streamed_bodies.hpp"

namespace crmlink::testing {
namespace {

using Reply = Result<http::Response>;

/// An exchange that may be replayed once.
struct Entry {
  Entry(RecordedExchange recorded, const RecordingOptions& rules)
      : exchange(std::move(recorded)),
        canonical(rules, exchange.request.method, exchange.request.url, exchange.request.body,
                  field_of(exchange.request.fields, "Content-Type")) {}

  RecordedExchange exchange;
  CanonicalRequest canonical;
  bool used = false;
};

std::string name_of(const http::Request& request) {
  return std::string(to_string(request.method)) + ' ' + request.url.masked();
}

Error failure(Errc code, Phase phase, const http::Request& request, std::string detail = {}) {
  ErrorInfo info(code);
  info.where = name_of(request);
  info.phase = phase;
  info.detail = std::move(detail);
  return info;
}

}  // namespace

class ReplayTransport::State {
 public:
  State(Recording recording, boost::asio::any_io_executor on)
      : executor(std::move(on)), rules_(std::move(recording.rules)) {
    for (auto& exchange : recording.exchanges)
      entries_.emplace_back(std::move(exchange), rules_);
  }

  Reply answer(const http::Request& request) {
    const CanonicalRequest sent(rules_, to_string(request.method), request.url.to_string(),
                                request.body, field_of(request.fields, "Content-Type"));
    for (auto& entry : entries_) {
      if (entry.used || !entry.canonical.matches(sent)) continue;
      entry.used = true;
      bind(entry.canonical, sent);
      return replay(entry.exchange, request);
    }
    mismatches.push_back(complaint(sent));
    return failure(Errc::connect_failed, Phase::connect, request, mismatches.back());
  }

  std::vector<std::string> unused() const {
    std::vector<std::string> names;
    for (std::size_t n = 0; n < entries_.size(); ++n)
      if (!entries_[n].used) names.push_back(name_at(n));
    return names;
  }

  const boost::asio::any_io_executor executor;
  std::vector<std::string> mismatches;

 private:
  std::string name_at(std::size_t n) const {
    const auto& request = entries_[n].exchange.request;
    return '#' + std::to_string(n + 1) + ' ' + request.method + ' ' + request.url;
  }

  /// From now on, the values of this request stand for those that were recorded.
  void bind(const CanonicalRequest& recorded, const CanonicalRequest& sent) {
    for (std::size_t n = 0; n < recorded.identities.size(); ++n)
      values_[recorded.identities[n]] = sent.values[n];
  }

  Reply replay(const RecordedExchange& exchange, const http::Request& request) const {
    if (!exchange.reply) return repeat(exchange.error, request);
    const Scrubber fill(rules_, [this](const PrivateValue& value) {
      const auto bound = values_.find(identity_of(value));
      return bound == values_.end() ? std::string(value.text) : bound->second;
    });
    std::vector<http::Field> fields;
    for (const auto& field : exchange.reply->fields)
      fields.emplace_back(field.name, fill.header(field.name, field.value));
    auto body = fill.body(exchange.reply->body, field_of(fields, "Content-Type"));
    return http::Response(exchange.reply->status, std::move(fields), std::move(body));
  }

  static Error repeat(const Error& error, const http::Request& request) {
    ErrorInfo info(static_cast<Errc>(error.code().value()));
    info.where = name_of(request);
    info.phase = error.phase();
    info.delivery = error.delivery();
    info.detail = error.detail();
    return info;
  }

  std::string complaint(const CanonicalRequest& sent) const {
    const std::string name = sent.method + ' ' + sent.url;
    const auto near = nearest(sent);
    if (near == entries_.size()) return "nothing is left in the recording for " + name;
    if (entries_[near].used) return name_at(near) + " was recorded once, and is asked for again";
    return "the recording has no " + name + " like this; the nearest left is " + name_at(near) +
           ": " + describe_difference(entries_[near].canonical, sent);
  }

  /// Returns the entry that a request most likely meant; the end when nothing is left.
  std::size_t nearest(const CanonicalRequest& sent) const {
    std::size_t best = entries_.size();
    int most = -1;
    for (std::size_t n = 0; n < entries_.size(); ++n) {
      const auto& [exchange, canonical, used] = entries_[n];
      const bool same_url = canonical.url == sent.url;
      // The same request once more counts before all others, though it is used.
      const int likeness = canonical.matches(sent) ? 4
                           : used                  ? -1
                                  : 2 * (same_url ? 1 : 0) + (canonical.method == sent.method);
      if (likeness > most) {
        most = likeness;
        best = n;
      }
    }
    return best;
  }

  const RecordingOptions rules_;
  std::vector<Entry> entries_;
  std::map<std::string, std::string> values_;  // By the identity of what was recorded.
};

Result<std::shared_ptr<ReplayTransport>> ReplayTransport::parse(
    std::string_view recording, boost::asio::any_io_executor executor) {
  auto read = read_recording(recording);
  if (!read) return read.error();
  auto state = std::make_unique<State>(std::move(*read), std::move(executor));
  return std::shared_ptr<ReplayTransport>(new ReplayTransport(std::move(state)));
}

ReplayTransport::ReplayTransport(std::unique_ptr<State> state) noexcept
    : state_(std::move(state)) {}

ReplayTransport::~ReplayTransport() = default;

std::vector<std::string> ReplayTransport::unused() const {
  return state_->unused();
}

const std::vector<std::string>& ReplayTransport::mismatches() const noexcept {
  return state_->mismatches;
}

void ReplayTransport::start_send(http::Request request, Deadline,
                                 http::Transport::SendHandler handler) {
  SinkCompletion completion({std::move(handler), state_->executor}, request.body_sink,
                            state_->executor);
  completion.complete(state_->answer(request));
}

}  // namespace crmlink::testing
