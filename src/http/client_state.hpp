#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "crmlink/http/client.hpp"
#include "http/connection_pool.hpp"
#include "http/deadline_queue.hpp"
#include "http/resolver.hpp"

namespace crmlink::http {

class SendOperation;

/// What a Client and its operations share. All members but prepare_tls() belong to the strand.
///
/// Owned by the Client and by what is under way in the host's context; operations are owned by it.
class ClientState : public std::enable_shared_from_this<ClientState> {
 public:
  ClientState(boost::asio::any_io_executor executor, ClientOptions options);
  ~ClientState();
  ClientState(const ClientState&) = delete;
  ClientState& operator=(const ClientState&) = delete;

  const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
  const Strand& strand() const noexcept { return strand_; }
  const ClientOptions& options() const noexcept { return options_; }
  DeadlineQueue& deadlines() noexcept { return deadlines_; }
  bool closed() const noexcept { return closed_; }

  /// Loads the TLS configuration once; thread-safe.
  Result<std::shared_ptr<const TlsContext>> prepare_tls();
  /// Returns the pool for requests to `url`. Fails when TLS can't be configured.
  Result<std::shared_ptr<ConnectionPool>> pool_for(const Url& url);

  void start(std::shared_ptr<SendOperation> operation);
  /// Lets go of an operation that has completed.
  void forget(const SendOperation& operation);
  void close();
  /// Writes a line about a failed operation.
  void log(const Error& error, const Diagnostics& diagnostics) const;

 private:
  void prune_pools();

  boost::asio::any_io_executor executor_;
  Strand strand_;
  ClientOptions options_;
  std::once_flag tls_once_;
  std::optional<Result<std::shared_ptr<const TlsContext>>> tls_;
  TimePoint next_prune_{};
  bool closed_ = false;
  // What is destroyed first stands last: operations use the pools, pools the services.
  DeadlineQueue deadlines_;
  Resolver resolver_;
  std::map<Origin, std::shared_ptr<ConnectionPool>> pools_;
  std::unordered_map<const SendOperation*, std::shared_ptr<SendOperation>> operations_;
};

}  // namespace crmlink::http
