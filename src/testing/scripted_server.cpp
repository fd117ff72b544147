#include "testing/scripted_server.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <list>
#include <mutex>
#include <thread>

#include "testing/tls_server.hpp"

namespace crmlink::testing {
namespace {

constexpr std::chrono::seconds patience{20};

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

// OpenSSL writes without MSG_NOSIGNAL; the process keeps its SIGPIPE, so that a client which raises
// one fails the test.
void block_sigpipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

}  // namespace

Script answer_with(std::string reply) {
  return [reply = std::move(reply)](Conversation& peer) {
    while (true) {
      peer.read_request();
      peer.send(reply);
    }
  };
}

std::string make_reply(int status, std::string_view body, std::string_view fields) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Some Reason\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}

class ScriptedServer::State {
 public:
  State(std::vector<Script> scripts, const ServerOptions& options)
      : scripts_(std::move(scripts)),
        protocol_(options.alpn),
        context_(make_tls_context(options)),
        listener_(bind_loopback(options.address, SOCK_STREAM, options.port)),
        address_(options.address) {
    require(!scripts_.empty() && ::listen(listener_.get(), 1024) == 0, "listen");
    if (context_ && !protocol_.empty()) insist_on(protocol_, *context_);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~State() {
    stop_.raise();
    acceptor_.join();
    for (auto& worker : workers_)
      worker.thread.join();
  }

  std::uint16_t port() const { return local_port(listener_); }

  std::string origin(std::string_view host) const {
    const bool v6 = address_.find(':') != std::string::npos;
    const auto own = v6 ? '[' + address_ + ']' : address_;
    return (context_ ? "https://" : "http://") + (host.empty() ? own : std::string(host)) + ':' +
           std::to_string(port());
  }

  template <class Read>
  auto read(Read what) const {
    const std::lock_guard lock(mutex_);
    return what(*this);
  }

  template <class Predicate>
  bool wait(Predicate reached) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return reached(*this); });
  }

  std::size_t accepted = 0;
  std::size_t left = 0;
  std::size_t ended = 0;
  std::vector<ReceivedRequest> requests;
  std::vector<std::string> server_names;

 private:
  struct Worker {
    std::thread thread;
    std::atomic<bool> ended = false;
  };

  void accept_all() try {
    block_sigpipe();
    while (true) {
      stop_.wait(listener_.get(), POLLIN);
      Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (socket.is_open()) start(std::move(socket));
    }
  } catch (const Stopped&) {
  }

  void start(Descriptor socket) {
    std::size_t index = 0;
    change([&] { index = accepted++; });
    join_ended();
    auto& worker = workers_.emplace_back();
    worker.thread = std::thread([this, index, &worker, moved = std::move(socket)]() mutable {
      converse(index, std::move(moved));
      worker.ended = true;
    });
  }

  // A thread that nobody joins keeps its stack: thousands of connections would need gigabytes.
  void join_ended() {
    workers_.remove_if([](Worker& worker) {
      if (!worker.ended) return false;
      worker.thread.join();
      return true;
    });
  }

  void converse(std::size_t index, Descriptor socket) {
    block_sigpipe();
    bool peer_left = false;
    try {
      Conversation peer(index, std::move(socket), context_ ? SSL_new(context_.get()) : nullptr,
                        stop_);
      peer.on_request = [this](const ReceivedRequest& request) {
        change([&] { requests.push_back(request); });
      };
      peer.on_handshake = [this](const std::string& name) {
        change([&] { server_names.push_back(name); });
      };
      run(peer, peer_left);
    } catch (const Stopped&) {
    }
    change([&] {
      ++ended;
      if (peer_left) ++left;
    });
  }

  void run(Conversation& peer, bool& peer_left) {
    try {
      scripts_[std::min(peer.index(), scripts_.size() - 1)](peer);
    } catch (const PeerLeft&) {
      peer_left = true;
    }
    peer.close();
  }

  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock(mutex_);
      apply();
    }
    changed_.notify_all();
  }

  const std::vector<Script> scripts_;
  std::string protocol_;
  const TlsServerContext context_;
  const Descriptor listener_;
  const std::string address_;
  StopSignal stop_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::list<Worker> workers_;  // The acceptor's, until it has ended.
  std::thread acceptor_;
};

ScriptedServer::ScriptedServer(std::vector<Script> scripts, ServerOptions options)
    : state_(std::make_unique<State>(std::move(scripts), options)) {}

ScriptedServer::ScriptedServer(Script script, ServerOptions options)
    : ScriptedServer(std::vector<Script>{std::move(script)}, std::move(options)) {}

ScriptedServer::~ScriptedServer() = default;

std::uint16_t ScriptedServer::port() const {
  return state_->port();
}

std::string ScriptedServer::url(std::string_view target, std::string_view host) const {
  return state_->origin(host) + std::string(target);
}

std::size_t ScriptedServer::connections() const {
  return state_->read([](const State& state) { return state.accepted; });
}

std::size_t ScriptedServer::departures() const {
  return state_->read([](const State& state) { return state.left; });
}

std::vector<ReceivedRequest> ScriptedServer::requests() const {
  return state_->read([](const State& state) { return state.requests; });
}

std::vector<std::string> ScriptedServer::server_names() const {
  return state_->read([](const State& state) { return state.server_names; });
}

bool ScriptedServer::wait_for_connections(std::size_t count) const {
  return state_->wait([=](const State& state) { return state.accepted >= count; });
}

bool ScriptedServer::wait_for_departures(std::size_t count) const {
  return state_->wait([=](const State& state) { return state.left >= count; });
}

bool ScriptedServer::wait_for_requests(std::size_t count) const {
  return state_->wait([=](const State& state) { return state.requests.size() >= count; });
}

bool ScriptedServer::wait_for_ends(std::size_t count) const {
  return state_->wait([=](const State& state) { return state.ended >= count; });
}

}  // namespace crmlink::testing
