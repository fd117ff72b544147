#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>

#include "http/connection.hpp"
#include "http/connector.hpp"

namespace crmlink::http {

/// The connections to one origin: idle ones, those being made, and who waits for them.
///
/// Waiting and connecting are apart: a waiter takes whichever connection is there first. Lives on
/// the client's strand.
class ConnectionPool {
 public:
  /// Someone who waits; gets exactly one of the two calls unless it is withdrawn. Must outlive its
  /// place in the queue.
  class Waiter {
   public:
    /// `spent` is what of the waiting was spent in which phase of connecting.
    virtual void on_connection(std::unique_ptr<Connection> connection, const PhaseTimes& spent) = 0;
    virtual void on_no_connection(const Error& error) = 0;

   protected:
    ~Waiter() = default;
  };

  /// What bounds a pool; see ClientOptions.
  struct Limits {
    std::size_t connections = 1;
    std::size_t waiting = 0;
    std::chrono::milliseconds idle{0};
    std::chrono::milliseconds connect{0};
  };

  /// What the pool works with; all of it must outlive the pool, `guard` keeps it alive while a
  /// connection is being made.
  struct Services {
    Strand strand;
    Resolver* resolver;
    DeadlineQueue* deadlines;
    std::weak_ptr<void> guard;
  };

  ConnectionPool(Origin origin, Limits limits, Services services);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

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
  void give_back(std::unique_ptr<Connection> connection);
  /// Says that a leased connection is gone.
  void forget_leased();
  /// Closes what has been idle for too long, or was closed by the server.
  void prune();
  /// Closes what is idle.
  void drop_idle();
  /// Closes what is idle and ends what is being made.
  void close();

 private:
  struct Waiting {
    Waiter* waiter;
    TimePoint since;
  };

  std::unique_ptr<Connection> take_idle();
  void drop_expired();
  void start_attempts();
  void start_attempt();
  void end_excess_attempts();
  void on_attempt_done(const std::shared_ptr<Connector>& attempt,
                       Result<std::unique_ptr<Connection>> result);
  void hand_over(std::unique_ptr<Connection> connection, const PhaseTimes& connecting);
  std::size_t total() const { return idle_.size() + attempts_.size() + leased_; }

  Origin origin_;
  Limits limits_;
  Services services_;
  std::list<std::unique_ptr<Connection>> idle_;  ///< The most recently used last.
  std::list<std::shared_ptr<Connector>> attempts_;
  std::list<Waiting> waiting_;
  std::size_t leased_ = 0;
};

}  // namespace crmlink::http
