#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/connection.hpp"
#include "http/connection_services.hpp"

namespace crmlink::http {

/// Connects to whichever of a host's addresses answers first (Happy Eyeballs, RFC 8305 §5): one is
/// tried after the other, and the next is tried beside one that takes long.
///
/// Lives inside the client's Serial. Calls its handler exactly once, unless it is ended.
class ConnectRace : public std::enable_shared_from_this<ConnectRace>, private DeadlineQueue::Hook {
 public:
  using Endpoint = AddressHealth::Endpoint;
  /// Null when no address accepted.
  using Handler = std::function<void(std::shared_ptr<Connection>)>;

  ConnectRace(const ConnectionServices& services, std::vector<Endpoint> endpoints)
      : services_(services), endpoints_(std::move(endpoints)) {}

  /// Starts; the handler may run inside this call.
  void start(Handler handler);
  /// Ends without calling the handler, since nobody waits any more.
  void cancel();
  /// The same, since the time is over: the addresses under way are to blame.
  void expire();
  /// Says for each address so far why it isn't the one.
  const std::string& failures() const noexcept { return failures_; }

 private:
  struct Attempt {
    Endpoint endpoint;
    TimePoint started;
    std::shared_ptr<Connection> connection;
  };
  using Attempts = std::vector<Attempt>;

  void on_deadline() override { start_next(); }
  void start_next();
  void start_attempt(const Endpoint& endpoint);
  void on_connected(const std::shared_ptr<Connection>& connection, boost::system::error_code code);
  void on_failure(const Attempt& attempt, boost::system::error_code code);
  void on_success(Attempt winner);
  void close_attempts();
  void finish(std::shared_ptr<Connection> connection);

  ConnectionServices services_;
  std::vector<Endpoint> endpoints_;
  std::size_t next_ = 0;
  Attempts attempts_;  ///< Under way.
  std::string failures_;
  Handler handler_;
};

}  // namespace crmlink::http
