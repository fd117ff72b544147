#include "http/client_state.hpp"

#include <algorithm>
#include <utility>

#include "http/send_operation.hpp"

namespace crmlink::http {
namespace {

constexpr std::chrono::seconds prune_interval{1};
constexpr std::size_t most_free_operations = 64;

ConnectionPool::Limits limits_of(const ClientOptions& options) {
  ConnectionPool::Limits limits;
  limits.connections = std::max<std::size_t>(options.max_connections, 1);
  limits.connecting = options.max_connecting == 0 ? limits.connections : options.max_connecting;
  limits.waiting = options.max_waiting;
  limits.idle = options.idle_limit;
  limits.lifetime = options.max_lifetime;
  limits.connect = options.connect_limit;
  limits.failures = options.address_failures;
  limits.patience = options.address_delay;
  return limits;
}

Resolver::Options resolver_options_of(const ClientOptions& options) {
  Resolver::Options resolver;
  resolver.servers = options.dns_servers;
  resolver.cache = {options.dns_min_ttl, options.dns_max_ttl, options.dns_negative_ttl,
                    options.dns_stale_limit};
  resolver.refresh_wait = options.dns_refresh_wait;
  return resolver;
}

}  // namespace

ClientState::ClientState(Executor executor, ClientOptions options)
    : executor_(std::move(executor)),
      home_(executor_),
      options_(std::move(options)),
      serial_(std::make_shared<Serial>(options_.logger, options_.observer)),
      proxy_(Proxy::make(options_.proxy)),
      guard_(Guard::make(options_.guard)),
      deadlines_(executor_, serial_),
      resolver_(executor_, serial_, deadlines_, resolver_options_of(options_)),
      reads_(executor_, serial_),
      health_(
          {options_.address_failures, options_.address_ejection, options_.max_address_ejection}) {}

ClientState::~ClientState() {
  // Handlers that are still to come look at these inside the Serial.
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  operations_.clear();
  pools_.clear();
  resolver_.close();
  deadlines_.stop();
}

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

Result<ConnectionPool*> ClientState::pool_for(const Url& url) {
  for (const auto& pool : pools_)
    if (pool->origin().serves(url)) {
      pool->set_last_use(++uses_);
      return pool.get();
    }
  if (!proxy_) return proxy_.error();
  if (!guard_) return guard_.error();
  if (const auto allowed = guard_->check(url); !allowed) return allowed.error();
  const bool direct = !*proxy_ || (*proxy_)->is_bypassed(url);
  std::shared_ptr<const TlsContext> tls;
  if (url.is_https()) {
    auto prepared = prepare_tls();
    if (!prepared) return prepared.error();
    tls = std::move(*prepared);
  }
  const ConnectionServices services{executor_, serial_,  &resolver_, &deadlines_,
                                    &buffers_, &health_, &*guard_,   options_.address_delay};
  Origin origin(url, std::move(tls), direct ? nullptr : *proxy_);
  forget_oldest_pool();
  pools_.push_back(
      std::make_unique<ConnectionPool>(std::move(origin), limits_of(options_), services));
  pools_.back()->set_last_use(++uses_);
  return pools_.back().get();
}

void ClientState::forget_oldest_pool() {
  if (pools_.size() < std::max<std::size_t>(options_.max_origins, 1)) return;
  auto oldest = pools_.end();
  for (auto it = pools_.begin(); it != pools_.end(); ++it) {
    if (!(*it)->is_unused()) continue;
    if (oldest == pools_.end() || (*it)->last_use() < (*oldest)->last_use()) oldest = it;
  }
  if (oldest == pools_.end()) return;
  others_.merge((*oldest)->counters());
  pools_.erase(oldest);
}

ClientStatistics ClientState::statistics() const {
  ClientStatistics statistics;
  {
    const Serial::Entry entry(serial_, Serial::From::anywhere);
    statistics.others = others_.read();
    statistics.origins.reserve(pools_.size());
    for (const auto& pool : pools_)
      statistics.origins.push_back(pool->statistics());
  }
  std::sort(statistics.origins.begin(), statistics.origins.end(),
            [](const auto& a, const auto& b) { return a.origin < b.origin; });
  return statistics;
}

// A timer would keep the host's context from running out of work, so requests to any origin look
// after all of them.
void ClientState::prune_pools() {
  const TimePoint now = std::chrono::steady_clock::now();
  if (now < next_prune_) return;
  next_prune_ = now + prune_interval;
  buffers_.trim();
  for (const auto& pool : pools_)
    pool->prune();
}

SendOperation& ClientState::take_operation() {
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  if (free_operations_.empty()) return make_operation();
  SendOperation& operation = *free_operations_.back();
  free_operations_.pop_back();
  return operation;
}

SendOperation& ClientState::make_operation() {
  if (free_places_.empty()) {
    free_places_.push_back(operations_.size());
    operations_.emplace_back();
  }
  const std::size_t place = free_places_.back();
  free_places_.pop_back();
  operations_[place] = std::make_shared<SendOperation>(*this, place, made_operations_++);
  return *operations_[place];
}

// What a peak of requests needed isn't kept.
void ClientState::take_back(SendOperation& operation) {
  if (free_operations_.size() < most_free_operations) return free_operations_.push_back(&operation);
  const std::size_t place = operation.place();
  serial_->discard(std::exchange(operations_[place], nullptr));
  free_places_.push_back(place);
}

void ClientState::start(Request request, Transport::Deadline deadline,
                        Transport::SendHandler handler) {
  // Reading the trusted roots takes long: not while others wait to get in.
  if (request.url.is_https()) static_cast<void>(prepare_tls());
  SendOperation& operation = take_operation();
  operation.prepare(std::move(request), deadline, {std::move(handler), home_});
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  operation.allow_cancellation();
  prune_pools();
  operation.start();
}

void ClientState::cancel(std::size_t place, std::uint64_t ticket) {
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  const auto& operation = operations_[place];
  if (operation && operation->ticket() == ticket) operation->cancel();
}

void ClientState::warm_up(const Url& url, std::size_t connections) {
  if (url.is_https()) static_cast<void>(prepare_tls());
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  if (closed_) return;
  if (const auto pool = pool_for(url)) (*pool)->warm_up(connections);
}

void ClientState::close() {
  const Serial::Entry entry(serial_, Serial::From::anywhere);
  closed_ = true;
  for (const auto& operation : operations_)
    if (operation && operation->is_under_way()) operation->cancel();
  for (const auto& pool : pools_)
    pool->close();
  resolver_.close();
  deadlines_.stop();
}

}  // namespace crmlink::http
