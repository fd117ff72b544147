#include "http/dns_channel.hpp"

#include <ares.h>
#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

namespace crmlink::http {
namespace {

using boost::system::error_code;
using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

// A lost datagram is asked for again well within a call's deadline.
constexpr int first_timeout_ms = 1000;
constexpr int tries = 3;

Error dns_error(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  info.phase = Phase::resolve;
  return info;
}

Error translate(int status) {
  const bool unknown_name =
      status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_EBADNAME;
  return dns_error(unknown_name ? Errc::host_not_found : Errc::resolve_failed,
                   ares_strerror(status));
}

boost::asio::ip::address to_address(const sockaddr* address, std::size_t size) {
  boost::asio::ip::tcp::endpoint endpoint;
  endpoint.resize(size);
  std::memcpy(endpoint.data(), address, size);
  return endpoint.address();
}

DnsAnswer read_addresses(const ares_addrinfo& info) {
  DnsAnswer answer;
  int ttl = std::numeric_limits<int>::max();
  for (const ares_addrinfo_node* node = info.nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_family != AF_INET && node->ai_family != AF_INET6) continue;
    ttl = std::min(ttl, node->ai_ttl);
    const auto address = to_address(node->ai_addr, node->ai_addrlen);
    auto& addresses = answer.addresses;
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(address);
  }
  answer.ttl = std::chrono::seconds(std::max(ttl, 0));
  return answer;
}

Result<DnsAnswer> read_answer(int status, const ares_addrinfo* info) {
  if (status != ARES_SUCCESS) return translate(status);
  auto answer = read_addresses(*info);
  if (answer.addresses.empty()) return translate(ARES_ENODATA);
  return answer;
}

}  // namespace

/// One c-ares channel, its sockets watched by Asio. Owned by the resolver and by the waits under
/// way.
class DnsChannel::Channel : public std::enable_shared_from_this<Channel> {
 public:
  Channel(Executor executor, std::shared_ptr<Serial> serial, std::string servers)
      : executor_(std::move(executor)),
        serial_(std::move(serial)),
        servers_(std::move(servers)),
        timer_(executor_) {}
  ~Channel() { close(); }

  Result<Question> ask(const std::string& host, Handler handler);
  void close();
  void abandon_one();

 private:
  /// A socket of c-ares; Asio only waits on it, c-ares opens and closes it.
  struct Watch {
    explicit Watch(const Executor& executor) : descriptor(executor) {}
    Descriptor descriptor;
    bool reading = false;
    bool writing = false;
    bool wants_read = false;
    bool wants_write = false;
  };

  Result<> open();
  static void on_socket(void* self, ares_socket_t socket, int readable, int writable);
  static void on_answer(void* argument, int status, int timeouts, ares_addrinfo* info);
  void watch(ares_socket_t socket, bool readable, bool writable);
  void give_up(const error_code& why);
  void wait(ares_socket_t socket, const std::shared_ptr<Watch>& watch);
  void wait_for(ares_socket_t socket, const std::shared_ptr<Watch>& watch,
                Descriptor::wait_type type, bool Watch::* pending);
  void process(ares_socket_t readable, ares_socket_t writable);
  void schedule_timeout();

  Executor executor_;
  std::shared_ptr<Serial> serial_;
  std::string servers_;
  SteadyTimer timer_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, std::shared_ptr<Watch>> watches_;
  std::size_t active_ = 0;
  Error unusable_;  ///< Why the channel can't go on; none while it can.
};

struct DnsChannel::Question::State {
  std::weak_ptr<Channel> channel;
  Handler handler;
  bool answered = false;
};

DnsChannel::Question::Question() noexcept = default;
DnsChannel::Question::Question(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
DnsChannel::Question::Question(Question&&) noexcept = default;

DnsChannel::Question& DnsChannel::Question::operator=(Question&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

DnsChannel::Question::~Question() {
  if (!state_) return;
  state_->handler = nullptr;
  if (std::exchange(state_->answered, true)) return;
  if (const auto channel = state_->channel.lock()) channel->abandon_one();
}

DnsChannel::DnsChannel(Executor executor, std::shared_ptr<Serial> serial, std::string servers)
    : channel_(
          std::make_shared<Channel>(std::move(executor), std::move(serial), std::move(servers))) {}

DnsChannel::~DnsChannel() = default;

void DnsChannel::close() {
  channel_->close();
}

Result<DnsChannel::Question> DnsChannel::ask(const std::string& host, Handler handler) {
  return channel_->ask(host, std::move(handler));
}

Result<> DnsChannel::Channel::open() {
  if (channel_ != nullptr) return {};
  ares_options options{};
  // HOSTALIASES is an environment variable: not ours to read.
  options.flags = ARES_FLAG_NOALIASES;
  options.timeout = first_timeout_ms;
  options.tries = tries;
  options.sock_state_cb = &Channel::on_socket;
  options.sock_state_cb_data = this;
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (const int status = ares_init_options(&channel_, &options, mask); status != ARES_SUCCESS) {
    channel_ = nullptr;
    return translate(status);
  }
  if (servers_.empty() || ares_set_servers_ports_csv(channel_, servers_.c_str()) == ARES_SUCCESS)
    return {};
  close();
  return dns_error(Errc::invalid_configuration, "dns_servers can't be read: " + servers_);
}

void DnsChannel::Channel::close() {
  timer_.cancel();
  if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
  for (auto& [socket, watch] : watches_)
    watch->descriptor.release();
  watches_.clear();
}

Result<DnsChannel::Question> DnsChannel::Channel::ask(const std::string& host, Handler handler) {
  if (const auto opened = open(); !opened) return opened.error();
  auto state = std::make_shared<Question::State>();
  state->channel = weak_from_this();
  state->handler = std::move(handler);
  ++active_;
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  // c-ares owns its share until it answers, which it does for every question, at the latest when
  // the channel goes.
  auto* const argument = new std::shared_ptr<Question::State>(state);
  ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &Channel::on_answer, argument);
  schedule_timeout();
  return Question(std::move(state));
}

void DnsChannel::Channel::on_answer(void* argument, int status, int, ares_addrinfo* raw) {
  const std::unique_ptr<std::shared_ptr<Question::State>> holder(
      static_cast<std::shared_ptr<Question::State>*>(argument));
  const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> info(raw, &ares_freeaddrinfo);
  const auto state = *holder;
  const auto channel = state->channel.lock();
  if (std::exchange(state->answered, true) || !channel) return;
  --channel->active_;
  const auto answer =
      channel->unusable_ ? Result<DnsAnswer>(channel->unusable_) : read_answer(status, info.get());
  // The handler may end this channel, which c-ares doesn't allow inside its callback.
  boost::asio::post(channel->executor_, serialized(channel->serial_, [state, result = answer] {
                      if (const auto handler = std::exchange(state->handler, nullptr))
                        handler(result);
                    }));
}

void DnsChannel::Channel::abandon_one() {
  if (--active_ > 0 || channel_ == nullptr) return;
  // Nobody waits for an answer any more: silence must not keep the host's context busy. Not from
  // inside a callback of c-ares, which this may be.
  boost::asio::post(executor_, serialized(serial_, [self = shared_from_this()] {
                      if (self->active_ == 0 && self->channel_ != nullptr)
                        ares_cancel(self->channel_);
                      self->schedule_timeout();
                    }));
}

void DnsChannel::Channel::on_socket(void* self, ares_socket_t socket, int readable, int writable) {
  static_cast<Channel*>(self)->watch(socket, readable != 0, writable != 0);
}

void DnsChannel::Channel::watch(ares_socket_t socket, bool readable, bool writable) {
  auto& entry = watches_[socket];
  if (!readable && !writable) {
    if (entry) entry->descriptor.release();  // c-ares closes it after this.
    watches_.erase(socket);
    return;
  }
  if (!entry) {
    entry = std::make_shared<Watch>(executor_);
    error_code failure;
    entry->descriptor.assign(socket, failure);
    if (failure) {
      watches_.erase(socket);
      return give_up(failure);
    }
  }
  entry->wants_read = readable;
  entry->wants_write = writable;
  wait(socket, entry);
}

// A socket that nobody watches would be silent until the deadline. The next question gets a channel
// of its own; this one can't end inside its own callback, which is where we are.
void DnsChannel::Channel::give_up(const error_code& why) {
  if (unusable_) return;
  unusable_ = dns_error(Errc::resolve_failed, "the DNS socket can't be watched: " + why.message());
  boost::asio::post(executor_, serialized(serial_, [self = shared_from_this()] {
                      self->close();
                      self->unusable_ = {};
                    }));
}

void DnsChannel::Channel::wait(ares_socket_t socket, const std::shared_ptr<Watch>& watch) {
  if (watch->wants_read && !watch->reading)
    wait_for(socket, watch, Descriptor::wait_read, &Watch::reading);
  if (watch->wants_write && !watch->writing)
    wait_for(socket, watch, Descriptor::wait_write, &Watch::writing);
}

void DnsChannel::Channel::wait_for(ares_socket_t socket, const std::shared_ptr<Watch>& watch,
                                   Descriptor::wait_type type, bool Watch::* pending) {
  (*watch).*pending = true;
  watch->descriptor.async_wait(
      type,
      serialized(serial_, [self = weak_from_this(), socket, watch, pending, type](error_code code) {
        (*watch).*pending = false;
        const auto channel = self.lock();
        if (!channel || code || !watch->descriptor.is_open()) return;
        const bool reads = type == Descriptor::wait_read;
        channel->process(reads ? socket : ARES_SOCKET_BAD, reads ? ARES_SOCKET_BAD : socket);
        if (watch->descriptor.is_open()) channel->wait(socket, watch);
      }));
}

void DnsChannel::Channel::process(ares_socket_t readable, ares_socket_t writable) {
  if (channel_ == nullptr) return;
  ares_process_fd(channel_, readable, writable);
  schedule_timeout();
}

void DnsChannel::Channel::schedule_timeout() {
  if (channel_ == nullptr) return;
  timeval storage{};
  const timeval* const next = ares_timeout(channel_, nullptr, &storage);
  if (next == nullptr || active_ == 0) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(next->tv_sec) +
                       std::chrono::microseconds(next->tv_usec) + std::chrono::milliseconds(1));
  timer_.async_wait(serialized(serial_, [self = weak_from_this()](error_code code) {
    if (code) return;
    if (const auto channel = self.lock()) channel->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  }));
}

}  // namespace crmlink::http
