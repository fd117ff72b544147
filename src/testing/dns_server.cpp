#include "crmlink/testing/dns_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cctype>
#include <mutex>
#include <optional>
#include <thread>

#include "testing/socket.hpp"

namespace crmlink::testing {
namespace {

constexpr std::size_t header_size = 12;
constexpr unsigned type_a = 1;
constexpr unsigned type_aaaa = 28;
constexpr unsigned nxdomain = 3;

struct Question {
  std::string name;
  unsigned type = 0;
  std::size_t end = 0;  // Where it ends in the message.
};

// Reads the one question of a query, RFC 1035 §4.1.2.
std::optional<Question> read_question(std::string_view query) {
  Question found;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(query[at]); };
  std::size_t at = header_size;
  while (at < query.size() && byte(at) != 0) {
    const std::size_t size = byte(at);
    if (at + size + 1 >= query.size()) return {};
    if (!found.name.empty()) found.name += '.';
    for (const char c : query.substr(at + 1, size))
      found.name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    at += size + 1;
  }
  if (at + 5 > query.size()) return {};
  found.type = byte(at + 1) * 256U + byte(at + 2);
  found.end = at + 5;
  return found;
}

void put16(std::string& message, unsigned value) {
  message += static_cast<char>(value >> 8U);
  message += static_cast<char>(value & 0xFFU);
}

// Appends a record for the name of the question, RFC 1035 §4.1.3.
void put_record(std::string& message, unsigned type, unsigned ttl, const std::string& address) {
  unsigned char bytes[16];
  const bool v4 = type == type_a;
  ::inet_pton(v4 ? AF_INET : AF_INET6, address.c_str(), bytes);
  const std::size_t size = v4 ? 4 : 16;
  put16(message, 0xC000U + header_size);
  put16(message, type);
  put16(message, 1);
  put16(message, ttl >> 16U);
  put16(message, ttl & 0xFFFFU);
  put16(message, static_cast<unsigned>(size));
  message.append(reinterpret_cast<const char*>(bytes), size);
}

std::string make_message(std::string_view query, const Question& question,
                         const DnsAnswer& answer) {
  static const std::vector<std::string> none;
  const auto& addresses = question.type == type_a      ? answer.v4
                          : question.type == type_aaaa ? answer.v6
                                                       : none;
  std::string message(query.substr(0, 2));
  put16(message, 0x8180U | answer.failure);
  put16(message, 1);
  put16(message, static_cast<unsigned>(addresses.size()));
  put16(message, 0);
  put16(message, 0);
  message += query.substr(header_size, question.end - header_size);
  for (const auto& address : addresses)
    put_record(message, question.type, answer.ttl, address);
  return message;
}

}  // namespace

class DnsServer::State {
 public:
  explicit State(std::map<std::string, DnsAnswer> names)
      : names_(std::move(names)), socket_(bind_loopback("127.0.0.1", SOCK_DGRAM)) {
    thread_ = std::thread([this] { answer_all(); });
  }

  ~State() {
    stop_.raise();
    thread_.join();
  }

  std::uint16_t port() const { return local_port(socket_); }
  std::size_t questions() const { return questions_; }

  void set(const std::string& name, DnsAnswer answer) {
    const std::lock_guard lock(mutex_);
    names_[name] = std::move(answer);
  }

 private:
  DnsAnswer answer_to(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto known = names_.find(name);
    return known == names_.end() ? DnsAnswer{.failure = nxdomain} : known->second;
  }

  void answer_all() try {
    while (stop_.wait(socket_.get(), POLLIN))
      answer_one();
  } catch (const Stopped&) {
  }

  void answer_one() {
    char buffer[1024];
    sockaddr_storage from{};
    socklen_t from_size = sizeof from;
    auto* const sender = reinterpret_cast<sockaddr*>(&from);
    const auto got = ::recvfrom(socket_.get(), buffer, sizeof buffer, 0, sender, &from_size);
    if (got < static_cast<ssize_t>(header_size)) return;
    const std::string_view query(buffer, static_cast<std::size_t>(got));
    const auto question = read_question(query);
    if (!question) return;
    ++questions_;
    const auto answer = answer_to(question->name);
    if (answer.silent) return;
    const auto message = make_message(query, *question, answer);
    ::sendto(socket_.get(), message.data(), message.size(), 0, sender, from_size);
  }

  mutable std::mutex mutex_;
  std::map<std::string, DnsAnswer> names_;
  const Descriptor socket_;
  StopSignal stop_;
  std::atomic<std::size_t> questions_ = 0;
  std::thread thread_;
};

DnsServer::DnsServer(std::map<std::string, DnsAnswer> names)
    : state_(std::make_unique<State>(std::move(names))) {}

DnsServer::~DnsServer() = default;

std::string DnsServer::address() const {
  return "127.0.0.1:" + std::to_string(state_->port());
}

void DnsServer::set(const std::string& name, DnsAnswer answer) {
  state_->set(name, std::move(answer));
}

std::size_t DnsServer::questions() const {
  return state_->questions();
}

class SilentDnsServer::State {
 public:
  const Descriptor socket = bind_loopback("127.0.0.1", SOCK_DGRAM);
};

SilentDnsServer::SilentDnsServer() : state_(std::make_unique<State>()) {}

SilentDnsServer::~SilentDnsServer() = default;

std::string SilentDnsServer::address() const {
  return "127.0.0.1:" + std::to_string(local_port(state_->socket));
}

bool SilentDnsServer::was_asked() const {
  pollfd watched{state_->socket.get(), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 1;
}

}  // namespace crmlink::testing
