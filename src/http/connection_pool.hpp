#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "http/connection.hpp"
#include "http/connector.hpp"
#include "http/origin_counters.hpp"

namespace crmlink::http {

/// The connections to one origin: idle ones, those being made, and who waits for them.
///
/// Waiting and connecting are apart: a waiter takes whichever connection is there first. Lives
/// inside the client's Serial.
class ConnectionPool {
 public:
  /// Someone who waits; gets exactly one of the two calls unless it is withdrawn. Must outlive its
  /// place in the queue.
  class Waiter : public boost::intrusive::list_base_hook<> {
   public:
    /// `spent` is what of the waiting was spent in which phase of connecting.
    virtual void on_connection(std::shared_ptr<Connection> connection, const PhaseTimes& spent) = 0;
    virtual void on_no_connection(const Error& error) = 0;

   protected:
    Waiter() = default;
    virtual ~Waiter() = default;

   private:
    friend class ConnectionPool;
    TimePoint since_{};
  };

  /// What bounds a pool; see ClientOptions.
  struct Limits {
    std::size_t connections = 1;
    std::size_t connecting = 1;
    std::size_t waiting = 0;
    std::chrono::milliseconds idle{0};
    std::chrono::milliseconds lifetime{0};
    std::chrono::milliseconds connect{0};
    std::size_t failures = 0;
    std::chrono::milliseconds patience{0};  ///< With an attempt that is another waiter's.
  };

  ConnectionPool(Origin origin, Limits limits, ConnectionServices services);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  const Origin& origin() const noexcept { return origin_; }
  /// Gives `waiter` a connection now or later; fails with Errc::queue_full when too many wait. May
  /// call the waiter inside.
  Result<> acquire(Waiter& waiter);
  /// Takes a waiter out of the queue; nothing happens when it isn't in it.
  void withdraw(Waiter& waiter);
  /// Says what the oldest waiter waits for: Phase::queue, or the phase of the oldest attempt.
  Phase awaited_phase() const;
  /// Splits a wait until now into the phases of the oldest attempt.
  PhaseTimes awaited_times(std::chrono::nanoseconds waited) const;
  /// Takes back a connection that can carry another request.
  void give_back(std::shared_ptr<Connection> connection);
  /// Says that a leased connection is gone.
  void forget_leased();
  /// The same, and that its request failed. So many failures in a row close what is idle, for it is
  /// probably as dead.
  void forget_failed();
  /// Says that a request was answered.
  void note_answer() noexcept { failures_ = 0; }
  /// Makes connections until there are `count`, for requests to come.
  void warm_up(std::size_t count);
  /// Closes what has been idle for too long, or was closed by the server.
  void prune();
  /// Closes what is idle.
  void drop_idle();
  /// Closes what is idle and ends what is being made.
  void close();

  OriginCounters& counters() noexcept { return counters_; }
  ClientOriginStatistics statistics() const;
  /// Whether there is neither a connection nor anyone who waits for one.
  bool is_unused() const noexcept { return total() == 0 && waiting_.empty(); }
  std::uint64_t last_use() const noexcept { return last_use_; }
  void set_last_use(std::uint64_t use) noexcept { last_use_ = use; }

 private:
  using Waiters = boost::intrusive::list<Waiter>;

  std::shared_ptr<Connection> take_idle();
  bool has_expired(const Connection& connection, TimePoint now) const;
  void start_attempts();
  void start_attempt();
  std::size_t doubtful_attempts() const;
  void end_excess_attempts();
  void end_attempt(const std::shared_ptr<Connector>& attempt);
  bool forget_attempt(const std::shared_ptr<Connector>& attempt);
  void on_attempt_done(const std::shared_ptr<Connector>& attempt,
                       Result<std::shared_ptr<Connection>> result);
  void disappoint(const Connector& attempt, const Error& error);
  void hand_over(std::shared_ptr<Connection> connection, const PhaseTimes& connecting);
  void keep(std::shared_ptr<Connection> connection);
  std::size_t wanted() const { return waiting_.size() + warming_; }
  std::size_t total() const { return idle_.size() + attempts_.size() + leased_; }

  Origin origin_;
  OriginCounters counters_;
  std::uint64_t last_use_ = 0;
  Limits limits_;
  ConnectionServices services_;
  std::shared_ptr<TlsTickets> tickets_ = std::make_shared<TlsTickets>();
  std::vector<std::shared_ptr<Connection>> idle_;  ///< The most recently used last.
  std::list<std::shared_ptr<Connector>> attempts_;
  Waiters waiting_;
  std::size_t left_over_ = 0;  ///< How many of the oldest attempts are for those served otherwise.
  std::size_t leased_ = 0;
  std::size_t failures_ = 0;  ///< Since the latest answer.
  std::size_t warming_ = 0;   ///< Connections being made that nobody waits for.
};

}  // namespace crmlink::http
