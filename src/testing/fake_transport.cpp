#include "crmlink/testing/fake_transport.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "core/completion.hpp"
#include "testing/streamed_bodies.hpp"

namespace crmlink::testing {
namespace {

using http::Request;
using http::Response;
using Reply = Result<Response>;

std::string name_of(const Request& request) {
  return std::string(to_string(request.method)) + ' ' + request.url.masked();
}

Error failure(Errc code, Phase phase, Delivery delivery, std::string where) {
  ErrorInfo info(code);
  info.where = std::move(where);
  info.phase = phase;
  info.delivery = delivery;
  return info;
}

Error nothing_queued(const Request& request) {
  ErrorInfo info(Errc::connect_failed);
  info.where = name_of(request);
  info.phase = Phase::connect;
  info.detail = "no answer is queued in the FakeTransport";
  return info;
}

/// A request that hangs; the signal ends the wait for its deadline.
struct Hanging {
  Hanging(SinkCompletion to_complete, std::string where)
      : completion(std::move(to_complete)), name(std::move(where)) {}

  SinkCompletion completion;
  std::string name;
  std::function<Reply()> late_answer;  // empty: none ever
  // Shared with the wait's handler: Completion clears the slot when that handler runs.
  std::shared_ptr<boost::asio::cancellation_signal> end_of_wait =
      std::make_shared<boost::asio::cancellation_signal>();
};

/// What a request without an answer of its own gets; one without an answer hangs.
struct Queued {
  FakeTransport::Answer answer;
  std::chrono::nanoseconds delay{0};
};

FakeTransport::Answer response(int status, std::string body, std::vector<http::Field> fields) {
  return [status, body = std::move(body), fields = std::move(fields)](const Request&) {
    return Reply(Response(status, fields, body));
  };
}

}  // namespace

struct FakeTransport::State : std::enable_shared_from_this<FakeTransport::State> {
  State(boost::asio::any_io_executor on, std::shared_ptr<Clock> by)
      : executor(std::move(on)), clock(std::move(by)) {}

  const boost::asio::any_io_executor executor;
  const std::shared_ptr<Clock> clock;
  std::deque<Queued> queued;
  Answer for_all;
  std::vector<Request> requests;
  std::vector<Deadline> deadlines;
  std::uint64_t last_id = 0;
  std::map<std::uint64_t, Hanging> hanging;

  Queued next_answer() {
    if (queued.empty()) return {.answer = for_all ? for_all : Answer(nothing_queued)};
    Queued next = std::move(queued.front());
    queued.pop_front();
    return next;
  }

  bool is_past(Deadline deadline) const { return clock != nullptr && deadline <= clock->now(); }

  /// Lets a request hang until `end`, when it gets its late answer or times out.
  void hold(Hanging request, Deadline end) {
    const std::uint64_t id = ++last_id;
    request.completion.on_cancel([weak = weak_from_this(), id] {
      const auto state = weak.lock();
      if (!state) return;
      boost::asio::post(state->executor, [state, id] { state->finish(id, Errc::cancelled); });
    });
    const auto end_of_wait = request.end_of_wait;
    hanging.emplace(id, std::move(request));
    if (clock) wait_for(id, end, end_of_wait);
  }

  void wait_for(std::uint64_t id, Deadline end,
                const std::shared_ptr<boost::asio::cancellation_signal>& end_of_wait) {
    auto on_end = [weak = weak_from_this(), id, end_of_wait](boost::system::error_code ec) {
      const auto state = weak.lock();
      if (state && !ec) state->finish(id, Errc::wait_timeout);
    };
    clock->async_wait_until(
        end, boost::asio::bind_cancellation_slot(
                 end_of_wait->slot(), boost::asio::bind_executor(executor, std::move(on_end))));
  }

  void start(Request request, Deadline deadline, SinkCompletion completion) {
    requests.push_back(request);
    deadlines.push_back(deadline);
    if (is_past(deadline))
      return completion.complete(
          failure(Errc::queue_timeout, Phase::queue, Delivery::not_sent, name_of(request)));
    auto next = next_answer();
    if (next.answer && (!clock || next.delay <= next.delay.zero()))
      return completion.complete(next.answer(request));
    Hanging held(std::move(completion), name_of(request));
    if (!next.answer) return hold(std::move(held), deadline);
    const auto ready = clock->now() + std::chrono::duration_cast<Deadline::duration>(next.delay);
    if (ready <= deadline)
      held.late_answer = [answer = std::move(next.answer), request = std::move(request)] {
        return answer(request);
      };
    hold(std::move(held), std::min(ready, deadline));
  }

  void finish(std::uint64_t id, Errc code) {
    auto node = hanging.extract(id);
    if (node.empty()) return;
    Hanging& request = node.mapped();
    request.end_of_wait->emit(boost::asio::cancellation_type::terminal);
    if (request.late_answer && code == Errc::wait_timeout)
      return request.completion.complete(request.late_answer());
    request.completion.complete(
        failure(code, Phase::wait, Delivery::maybe_applied, std::move(request.name)));
  }
};

FakeTransport::FakeTransport(boost::asio::any_io_executor executor, std::shared_ptr<Clock> clock)
    : state_(std::make_shared<State>(std::move(executor), std::move(clock))) {}

FakeTransport::~FakeTransport() {
  while (!state_->hanging.empty())
    state_->finish(state_->hanging.begin()->first, Errc::cancelled);
}

void FakeTransport::respond(int status, std::string body, std::vector<http::Field> fields) {
  answer(response(status, std::move(body), std::move(fields)));
}

void FakeTransport::respond_after(std::chrono::nanoseconds delay, int status, std::string body,
                                  std::vector<http::Field> fields) {
  state_->queued.push_back(
      {.answer = response(status, std::move(body), std::move(fields)), .delay = delay});
}

void FakeTransport::fail(Error error) {
  answer([error = std::move(error)](const Request&) { return Reply(error); });
}

void FakeTransport::hang() {
  state_->queued.emplace_back();
}

void FakeTransport::answer(Answer answer) {
  state_->queued.push_back({.answer = std::move(answer)});
}

void FakeTransport::answer_all(Answer answer) {
  state_->for_all = std::move(answer);
}

const std::vector<Request>& FakeTransport::requests() const noexcept {
  return state_->requests;
}

const std::vector<http::Transport::Deadline>& FakeTransport::deadlines() const noexcept {
  return state_->deadlines;
}

std::size_t FakeTransport::pending() const noexcept {
  return state_->hanging.size();
}

void FakeTransport::start_send(Request request, Deadline deadline,
                               http::Transport::SendHandler handler) {
  SinkCompletion completion({std::move(handler), state_->executor},
                            std::exchange(request.body_sink, nullptr), state_->executor);
  auto source = std::exchange(request.body_source, nullptr);
  if (!source) return state_->start(std::move(request), deadline, std::move(completion));
  read_body(state_->executor, std::move(source),
            [state = state_, request = std::move(request), deadline,
             completion = std::move(completion)](Result<std::string> body) mutable {
              if (!body) return completion.complete(body.error());
              request.body = std::move(*body);
              state->start(std::move(request), deadline, std::move(completion));
            });
}

}  // namespace crmlink::testing
