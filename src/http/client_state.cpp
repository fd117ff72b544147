#include "http/client_state.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "http/send_operation.hpp"

namespace crmlink::http {
namespace {

constexpr std::chrono::seconds prune_interval{1};

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
         " ms";
}

}  // namespace

ClientState::ClientState(boost::asio::any_io_executor executor, ClientOptions options)
    : executor_(std::move(executor)),
      strand_(executor_),
      options_(std::move(options)),
      deadlines_(strand_),
      resolver_(strand_, options_.dns_servers) {}

ClientState::~ClientState() = default;

Result<std::shared_ptr<const TlsContext>> ClientState::prepare_tls() {
  std::call_once(tls_once_, [this] {
    if (options_.tls) {
      tls_.emplace(TlsContext::of(*options_.tls));
    } else {
      tls_.emplace(TlsContext::load(TlsOptions()));
    }
  });
  return *tls_;
}

Result<std::shared_ptr<ConnectionPool>> ClientState::pool_for(const Url& url) {
  std::shared_ptr<const TlsContext> tls;
  if (url.is_https()) {
    auto prepared = prepare_tls();
    if (!prepared) return prepared.error();
    tls = std::move(*prepared);
  }
  const Origin origin(url, std::move(tls));
  auto& pool = pools_[origin];
  if (pool) return pool;
  ConnectionPool::Limits limits;
  limits.connections = std::max<std::size_t>(options_.max_connections, 1);
  limits.waiting = options_.max_waiting;
  limits.idle = options_.idle_limit;
  limits.connect = options_.connect_limit;
  const ConnectionPool::Services services{strand_, &resolver_, &deadlines_, weak_from_this()};
  pool = std::make_shared<ConnectionPool>(origin, limits, services);
  return pool;
}

// A timer would keep the host's context from running out of work, so requests to any origin look
// after all of them.
void ClientState::prune_pools() {
  const TimePoint now = std::chrono::steady_clock::now();
  if (now < next_prune_) return;
  next_prune_ = now + prune_interval;
  for (const auto& [origin, pool] : pools_)
    pool->prune();
}

void ClientState::start(std::shared_ptr<SendOperation> operation) {
  prune_pools();
  SendOperation& started = *operation;
  operations_.emplace(&started, std::move(operation));
  started.start();
}

void ClientState::forget(const SendOperation& operation) {
  operations_.erase(&operation);
}

void ClientState::close() {
  closed_ = true;
  std::vector<std::shared_ptr<SendOperation>> under_way;
  under_way.reserve(operations_.size());
  for (const auto& [key, operation] : operations_)
    under_way.push_back(operation);
  for (const auto& operation : under_way)
    operation->cancel();
  for (const auto& [origin, pool] : pools_)
    pool->close();
}

void ClientState::log(const Error& error, const Diagnostics& diagnostics) const {
  const LogLevel level = error.is(Condition::cancelled) ? LogLevel::info : LogLevel::warning;
  if (!options_.logger.enabled(level)) return;
  std::string line = error.message();
  line.append("; phase ").append(to_string(error.phase()));
  if (!diagnostics.peer.empty()) line.append(", peer ").append(diagnostics.peer);
  line.append(", attempt ").append(std::to_string(diagnostics.attempts));
  line.append(", after ").append(milliseconds(diagnostics.elapsed.total()));
  line.append(", ").append(to_string(diagnostics.delivery));
  options_.logger.write(level, "http", line);
}

}  // namespace crmlink::http
