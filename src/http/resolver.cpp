#include "http/resolver.hpp"

#include <list>
#include <optional>
#include <utility>

namespace crmlink::http {
namespace {

using Addresses = DnsCache::Addresses;

Result<Resolver::Endpoints> to_endpoints(const Result<Addresses>& addresses, std::uint16_t port) {
  if (!addresses) return addresses.error();
  Resolver::Endpoints endpoints;
  for (const auto& address : *addresses)
    endpoints.emplace_back(address, port);
  return endpoints;
}

}  // namespace

struct Resolver::Waiter {
  std::weak_ptr<Query> query;
  Handler handler;
  std::uint16_t port = 0;
};

/// A question to DNS and those who wait for its answer.
class Resolver::Query : public std::enable_shared_from_this<Query>, private DeadlineQueue::Hook {
 public:
  Query(Resolver& resolver, std::string host) : resolver_(resolver), host_(std::move(host)) {}

  /// Serves what is out of date to those who have waited until `when` without an answer.
  void offer(Addresses stale, TimePoint when) {
    stale_ = std::move(stale);
    resolver_.deadlines_.arm(*this, when);
  }

  const std::optional<Addresses>& stale() const noexcept { return stale_; }
  bool served_stale() const noexcept { return served_stale_; }
  void own(DnsChannel::Question question) { question_ = std::move(question); }
  void add(std::shared_ptr<Waiter> waiter) { waiters_.push_back(std::move(waiter)); }

  /// Silence must not keep the host's context busy for nobody; a refresh, which has an end, goes
  /// on.
  void leave(const std::shared_ptr<Waiter>& waiter) {
    waiters_.remove(waiter);
    if (!waiters_.empty() || served_stale_) return;
    // Once answered, another question may stand in this one's place.
    const auto found = resolver_.queries_.find(host_);
    if (found != resolver_.queries_.end() && found->second.get() == this)
      resolver_.queries_.erase(found);
  }

  void answer(const Result<Addresses>& addresses) {
    // A handler may make others leave.
    while (!waiters_.empty()) {
      const auto waiter = std::move(waiters_.front());
      waiters_.pop_front();
      const auto handler = std::exchange(waiter->handler, nullptr);
      handler(to_endpoints(addresses, waiter->port));
    }
  }

 private:
  void on_deadline() override {
    const auto self = shared_from_this();
    served_stale_ = true;
    answer(*stale_);
  }

  Resolver& resolver_;
  std::string host_;
  DnsChannel::Question question_;
  std::list<std::shared_ptr<Waiter>> waiters_;
  std::optional<Addresses> stale_;
  bool served_stale_ = false;
};

Resolver::Lookup::Lookup() noexcept = default;
Resolver::Lookup::Lookup(std::shared_ptr<Waiter> waiter) noexcept : waiter_(std::move(waiter)) {}
Resolver::Lookup::Lookup(Lookup&&) noexcept = default;

Resolver::Lookup& Resolver::Lookup::operator=(Lookup&& other) noexcept {
  std::swap(waiter_, other.waiter_);
  return *this;
}

Resolver::Lookup::~Lookup() {
  if (!waiter_ || !std::exchange(waiter_->handler, nullptr)) return;
  if (const auto query = waiter_->query.lock()) query->leave(waiter_);
}

Resolver::Resolver(const Executor& executor, const std::shared_ptr<Serial>& serial,
                   DeadlineQueue& deadlines, Options options)
    : deadlines_(deadlines),
      channel_(executor, serial, std::move(options.servers)),
      cache_(options.cache),
      refresh_wait_(options.refresh_wait) {}

Resolver::~Resolver() = default;

void Resolver::close() {
  queries_.clear();
  channel_.close();
}

Resolver::Lookup Resolver::resolve(const std::string& host, std::uint16_t port, Handler handler) {
  boost::system::error_code not_an_address;
  const auto address = boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    handler(Endpoints{{address, port}});
    return {};
  }
  const TimePoint now = std::chrono::steady_clock::now();
  if (const auto known = cache_.find(host, now)) {
    handler(to_endpoints(*known, port));
    return {};
  }
  if (const auto asked = queries_.find(host); asked != queries_.end())
    return wait_for(*asked->second, port, std::move(handler));
  auto question = channel_.ask(
      host, [this, host](const Result<DnsAnswer>& answer) { on_answer(host, answer); });
  if (!question) {
    handler(question.error());
    return {};
  }
  const auto query = std::make_shared<Query>(*this, host);
  query->own(std::move(*question));
  queries_.emplace(host, query);
  if (auto stale = cache_.find_stale(host, now))
    query->offer(std::move(*stale), now + refresh_wait_);
  return wait_for(*query, port, std::move(handler));
}

Resolver::Lookup Resolver::wait_for(Query& query, std::uint16_t port, Handler handler) {
  if (query.served_stale()) {
    handler(to_endpoints(*query.stale(), port));
    return {};
  }
  auto waiter = std::make_shared<Waiter>();
  waiter->query = query.weak_from_this();
  waiter->handler = std::move(handler);
  waiter->port = port;
  query.add(waiter);
  return Lookup(std::move(waiter));
}

void Resolver::on_answer(const std::string& host, const Result<DnsAnswer>& answer) {
  const TimePoint now = std::chrono::steady_clock::now();
  const auto query = queries_.extract(host).mapped();
  cache_.keep(host, answer, now);
  if (answer) return query->answer(answer->addresses);
  const bool gone = answer.error() == Errc::host_not_found;
  if (query->stale() && !gone) return query->answer(*query->stale());
  query->answer(answer.error());
}

}  // namespace crmlink::http
