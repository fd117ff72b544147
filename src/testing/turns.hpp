#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "crmlink/testing/fault_server.hpp"

namespace crmlink::testing {

/// Returns whether a connection has that fault before any request.
bool is_of_connection(Fault fault) noexcept;
/// Returns whether that fault needs TLS.
bool needs_tls(Fault fault) noexcept;

/// Hands out the turns of a FaultServer. Thread-safe.
class Turns {
 public:
  explicit Turns(std::vector<Turn> script) : script_(std::move(script)) {}
  explicit Turns(FaultServer::Choose choose) : choose_(std::move(choose)) {}

  /// Takes the next turn if it is one of a connection.
  std::optional<Turn> take_for_connection();
  /// Takes the next turn for a request of which only the head has come; std::nullopt when it is
  /// chosen by the whole request.
  std::optional<Turn> take_for_head();
  /// Takes the turn for a whole request.
  Turn take_for(const ReceivedRequest& request);

 private:
  Turn take();
  const Turn& next() const { return script_[next_]; }

  std::mutex mutex_;
  const std::vector<Turn> script_;
  const FaultServer::Choose choose_;
  std::size_t next_ = 0;
};

}  // namespace crmlink::testing
