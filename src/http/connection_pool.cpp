#include "http/connection_pool.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace crmlink::http {
namespace {

using namespace std::chrono_literals;

// A connection whose reply was read just now, in the same run of work, isn't looked at before it is
// used again: the look would show what the read has shown, and costs as much as sending does.
constexpr std::chrono::microseconds fresh = 20us;

}  // namespace

ConnectionPool::ConnectionPool(Origin origin, Limits limits, ConnectionServices services)
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
  waiter.since_ = std::chrono::steady_clock::now();
  waiting_.push_back(waiter);
  start_attempts();
  return {};
}

void ConnectionPool::withdraw(Waiter& waiter) {
  if (waiter.is_linked()) waiting_.erase(waiting_.iterator_to(waiter));
  end_excess_attempts();
}

Phase ConnectionPool::awaited_phase() const {
  return attempts_.empty() ? Phase::queue : attempts_.front()->phase();
}

PhaseTimes ConnectionPool::awaited_times(std::chrono::nanoseconds waited) const {
  return attribute_wait(attempts_.empty() ? PhaseTimes{} : attempts_.front()->times(), waited);
}

bool ConnectionPool::has_expired(const Connection& connection, TimePoint now) const {
  const auto idle_limit = std::min(limits_.idle, connection.idle_limit);
  if (now - connection.idle_since >= idle_limit) return true;
  return limits_.lifetime > 0ms && now - connection.born >= limits_.lifetime;
}

std::shared_ptr<Connection> ConnectionPool::take_idle() {
  const TimePoint now = std::chrono::steady_clock::now();
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (has_expired(*connection, now)) continue;
    if (now - connection->idle_since < fresh || connection->is_quiet()) return connection;
  }
  return nullptr;
}

void ConnectionPool::prune() {
  const TimePoint now = std::chrono::steady_clock::now();
  std::erase_if(idle_, [&](const auto& connection) {
    return has_expired(*connection, now) || !connection->is_quiet();
  });
}

void ConnectionPool::warm_up(std::size_t count) {
  const std::size_t standing = std::min(total(), limits_.connections);
  warming_ += std::min(count, limits_.connections) - std::min(standing, count);
  start_attempts();
}

void ConnectionPool::start_attempts() {
  // An attempt may end inside start_attempt() and change all of this.
  for (;;) {
    const std::size_t doubtful = doubtful_attempts();
    if (attempts_.size() - doubtful >= std::min(wanted(), limits_.connecting)) return;
    const bool has_room = attempts_.size() < limits_.connecting && total() < limits_.connections;
    if (!has_room && doubtful == 0) return;
    if (!has_room) end_attempt(attempts_.front());
    start_attempt();
  }
}

// An attempt whose waiter was served otherwise is as good as a new one for whoever comes next,
// until it takes so long that it may hang.
std::size_t ConnectionPool::doubtful_attempts() const {
  if (left_over_ == 0) return 0;
  const TimePoint latest = std::chrono::steady_clock::now() - limits_.patience;
  const auto last = std::next(attempts_.begin(), static_cast<std::ptrdiff_t>(left_over_));
  const auto good = std::find_if(
      attempts_.begin(), last, [latest](const auto& attempt) { return attempt->began() > latest; });
  return static_cast<std::size_t>(std::distance(attempts_.begin(), good));
}

void ConnectionPool::start_attempt() {
  auto attempt = std::make_shared<Connector>(services_, origin_, tickets_);
  attempts_.push_back(attempt);
  attempt->start(limits_.connect, [this, weak = std::weak_ptr<Connector>(attempt)](
                                      Result<std::shared_ptr<Connection>> result) {
    if (const auto done = weak.lock()) on_attempt_done(done, std::move(result));
  });
}

// Nobody waits for them: they would only keep the host's context busy.
void ConnectionPool::end_excess_attempts() {
  while (attempts_.size() > wanted())
    end_attempt(left_over_ > 0 ? attempts_.front() : attempts_.back());
}

void ConnectionPool::end_attempt(const std::shared_ptr<Connector>& attempt) {
  const auto ended = attempt;
  forget_attempt(ended);
  ended->cancel();
}

/// Returns whether it was left over. The first ones of the list are.
bool ConnectionPool::forget_attempt(const std::shared_ptr<Connector>& attempt) {
  const auto found = std::find(attempts_.begin(), attempts_.end(), attempt);
  const auto place = static_cast<std::size_t>(std::distance(attempts_.begin(), found));
  attempts_.erase(found);
  if (place >= left_over_) return false;
  --left_over_;
  return true;
}

void ConnectionPool::on_attempt_done(const std::shared_ptr<Connector>& attempt,
                                     Result<std::shared_ptr<Connection>> result) {
  const bool left_over = forget_attempt(attempt);
  if (result) {
    counters_.count_connection((*result)->is_tls(), (*result)->is_resumed());
    ++leased_;
    (*result)->born = std::chrono::steady_clock::now();
    hand_over(std::move(*result), attempt->times());
    // A bounded number of attempts: this one's place is free.
    return start_attempts();
  }
  counters_.count_failed_connection();
  if (!left_over) disappoint(*attempt, result.error());
  start_attempts();
}

// While others connect, one failure is one waiter's; when nothing stands and nobody got through, it
// is the news that all have waited for who came before it.
void ConnectionPool::disappoint(const Connector& attempt, const Error& error) {
  warming_ = 0;
  const bool for_all = leased_ == 0 && attempts_.empty();
  const TimePoint began = attempt.began();
  do {
    if (waiting_.empty()) return;
    Waiter& first = waiting_.front();
    if (for_all && first.since_ > began) return;
    waiting_.pop_front();
    first.on_no_connection(error);
  } while (for_all);
}

void ConnectionPool::hand_over(std::shared_ptr<Connection> connection,
                               const PhaseTimes& connecting) {
  if (waiting_.empty()) return keep(std::move(connection));
  Waiter& first = waiting_.front();
  waiting_.pop_front();
  if (attempts_.size() > wanted()) left_over_ = std::max(left_over_, attempts_.size() - wanted());
  first.on_connection(std::move(connection),
                      attribute_wait(connecting, std::chrono::steady_clock::now() - first.since_));
}

void ConnectionPool::keep(std::shared_ptr<Connection> connection) {
  --leased_;
  if (warming_ > 0) --warming_;
  connection->idle_since = std::chrono::steady_clock::now();
  if (!has_expired(*connection, connection->idle_since)) idle_.push_back(std::move(connection));
}

void ConnectionPool::give_back(std::shared_ptr<Connection> connection) {
  connection->reused = true;
  const bool worn = limits_.lifetime > 0ms &&
                    std::chrono::steady_clock::now() - connection->born >= limits_.lifetime;
  if (!worn) return hand_over(std::move(connection), {});
  connection->close();
  forget_leased();
}

void ConnectionPool::forget_failed() {
  if (++failures_ >= limits_.failures && limits_.failures > 0) drop_idle();
  forget_leased();
}

void ConnectionPool::forget_leased() {
  --leased_;
  start_attempts();
}

ClientOriginStatistics ConnectionPool::statistics() const {
  auto statistics = counters_.read();
  statistics.origin = origin_.name();
  statistics.idle = idle_.size();
  statistics.leased = leased_;
  statistics.connecting = attempts_.size();
  statistics.waiting = waiting_.size();
  return statistics;
}

void ConnectionPool::drop_idle() {
  idle_.clear();
}

void ConnectionPool::close() {
  idle_.clear();
  warming_ = 0;
  left_over_ = 0;
  for (const auto& attempt : std::exchange(attempts_, {}))
    attempt->cancel();
}

}  // namespace crmlink::http
