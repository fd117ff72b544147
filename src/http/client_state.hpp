#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "crmlink/http/client.hpp"
#include "http/address_health.hpp"
#include "http/connection_pool.hpp"
#include "http/deadline_queue.hpp"
#include "http/exchange_buffers.hpp"
#include "http/guard.hpp"
#include "http/origin_counters.hpp"
#include "http/read_batch.hpp"
#include "http/resolver.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

class SendOperation;

/// What a Client and its operations share.
///
/// Everything but start(), cancel(), close() and prepare_tls(), which any thread may call, happens
/// inside the Serial. Handlers of Asio own what they need: this may go while some are to come.
class ClientState : public std::enable_shared_from_this<ClientState> {
 public:
  ClientState(Executor executor, ClientOptions options);
  ~ClientState();
  ClientState(const ClientState&) = delete;
  ClientState& operator=(const ClientState&) = delete;

  const Executor& executor() const noexcept { return executor_; }
  const HomeExecutor& home() const noexcept { return home_; }
  const std::shared_ptr<Serial>& serial() const noexcept { return serial_; }
  const ClientOptions& options() const noexcept { return options_; }
  DeadlineQueue& deadlines() noexcept { return deadlines_; }
  BufferShelf& buffers() noexcept { return buffers_; }
  ReadBatch& reads() noexcept { return reads_; }
  AddressHealth& health() noexcept { return health_; }
  bool closed() const noexcept { return closed_; }

  /// Loads the TLS configuration once; thread-safe.
  Result<std::shared_ptr<const TlsContext>> prepare_tls();
  /// Returns the pool for requests to `url`. Fails when TLS can't be configured.
  Result<ConnectionPool*> pool_for(const Url& url);

  void start(Request request, Transport::Deadline deadline, Transport::SendHandler handler);
  /// Cancels the operation in that place unless it is for another request by now.
  void cancel(std::size_t place, std::uint64_t ticket);
  void warm_up(const Url& url, std::size_t connections);
  void close();
  ClientStatistics statistics() const;
  /// Returns where requests count that never got to an origin.
  OriginCounters& other_counters() noexcept { return others_; }
  /// Takes back an operation that has completed.
  void take_back(SendOperation& operation);

 private:
  SendOperation& take_operation();
  SendOperation& make_operation();
  void prune_pools();
  void forget_oldest_pool();

  Executor executor_;
  HomeExecutor home_;
  ClientOptions options_;
  std::shared_ptr<Serial> serial_;
  std::once_flag tls_once_;
  std::optional<Result<std::shared_ptr<const TlsContext>>> tls_;
  Result<std::shared_ptr<const Proxy>> proxy_;
  Result<Guard> guard_;
  TimePoint next_prune_{};
  std::uint64_t uses_ = 0;
  bool closed_ = false;
  OriginCounters others_;
  // What is destroyed first stands last: operations use the pools, pools the services.
  DeadlineQueue deadlines_;
  Resolver resolver_;
  BufferShelf buffers_;
  ReadBatch reads_;
  AddressHealth health_;
  std::vector<std::unique_ptr<ConnectionPool>> pools_;
  std::uint64_t made_operations_ = 0;
  std::vector<std::shared_ptr<SendOperation>>
      operations_;  ///< By place, under way or not, or null.
  std::vector<std::size_t> free_places_;
  std::vector<SendOperation*> free_operations_;
};

}  // namespace crmlink::http
