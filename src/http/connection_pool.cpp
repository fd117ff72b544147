#include "http/connection_pool.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {
ConnectionPool::ConnectionPool(Origin origin, Limits limits, Services services)
    : origin_(std::move(origin)), limits_(limits), services_(std::move(services)) {}

ConnectionPool::~ConnectionPool() {
  close();
}

Result<> ConnectionPool::acquire(Waiter& waiter) {
  if (waiting_.empty()) {
    if (auto connection = take_idle()) {
      ++leased_;
      waiter.on_connection(std::move(connection), {});
      return {};
    }
  }
  // Who has an attempt of his own, or can have one, doesn't count as waiting.
  const std::size_t served =
      attempts_.size() + (limits_.connections - std::min(total(), limits_.connections));
  if (waiting_.size() >= served + limits_.waiting) return Errc::queue_full;
  waiting_.push_back({&waiter, std::chrono::steady_clock::now()});
  start_attempts();
  return {};
}

void ConnectionPool::withdraw(Waiter& waiter) {
  waiting_.remove_if([&](const Waiting& waiting) { return waiting.waiter == &waiter; });
  end_excess_attempts();
}

Phase ConnectionPool::awaited_phase() const {
  return attempts_.empty() ? Phase::queue : attempts_.front()->phase();
}

PhaseTimes ConnectionPool::awaited_times(std::chrono::nanoseconds waited) const {
  return attribute_wait(attempts_.empty() ? PhaseTimes{} : attempts_.front()->times(), waited);
}

std::unique_ptr<Connection> ConnectionPool::take_idle() {
  drop_expired();
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->stream.is_quiet()) return connection;
  }
  return nullptr;
}

void ConnectionPool::drop_expired() {
  const TimePoint now = std::chrono::steady_clock::now();
  while (!idle_.empty() && now - idle_.front()->idle_since >= limits_.idle)
    idle_.pop_front();
}

void ConnectionPool::prune() {
  drop_expired();
  idle_.remove_if([](const auto& connection) { return !connection->stream.is_quiet(); });
}

void ConnectionPool::start_attempts() {
  // An attempt may end inside start_attempt() and change all of this.
  while (attempts_.size() < waiting_.size() && total() < limits_.connections)
    start_attempt();
}

void ConnectionPool::start_attempt() {
  auto attempt = std::make_shared<Connector>(services_.strand, origin_);
  attempts_.push_back(attempt);
  attempt->start(
      *services_.resolver, *services_.deadlines, limits_.connect, services_.guard,
      [this, weak = std::weak_ptr<Connector>(attempt)](Result<std::unique_ptr<Connection>> result) {
        if (const auto done = weak.lock()) on_attempt_done(done, std::move(result));
      });
}

// Nobody waits for them: they would only keep the host's context busy.
void ConnectionPool::end_excess_attempts() {
  while (attempts_.size() > waiting_.size()) {
    const auto youngest = attempts_.back();
    attempts_.pop_back();
    youngest->cancel();
  }
}

void ConnectionPool::on_attempt_done(const std::shared_ptr<Connector>& attempt,
                                     Result<std::unique_ptr<Connection>> result) {
  attempts_.remove(attempt);
  if (result) {
    ++leased_;
    return hand_over(std::move(*result), attempt->times());
  }
  if (waiting_.empty()) return;
  Waiter* const first = waiting_.front().waiter;
  waiting_.pop_front();
  first->on_no_connection(result.error());
  start_attempts();
}

void ConnectionPool::hand_over(std::unique_ptr<Connection> connection,
                               const PhaseTimes& connecting) {
  if (waiting_.empty()) {
    --leased_;
    connection->idle_since = std::chrono::steady_clock::now();
    if (limits_.idle > limits_.idle.zero()) idle_.push_back(std::move(connection));
    return;
  }
  const Waiting first = waiting_.front();
  waiting_.pop_front();
  first.waiter->on_connection(
      std::move(connection),
      attribute_wait(connecting, std::chrono::steady_clock::now() - first.since));
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
  connection->reused = true;
  hand_over(std::move(connection), {});
}

void ConnectionPool::forget_leased() {
  --leased_;
  start_attempts();
}

void ConnectionPool::drop_idle() {
  idle_.clear();
}

void ConnectionPool::close() {
  idle_.clear();
  for (const auto& attempt : std::exchange(attempts_, {}))
    attempt->cancel();
}

}  // namespace crmlink::http
