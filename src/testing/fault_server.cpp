#include "crmlink/testing/fault_server.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "testing/fault_script.hpp"

namespace crmlink::testing {
namespace {

void check(const std::vector<Turn>& script, const FaultServerOptions& options) {
  if (script.empty()) throw std::invalid_argument("FaultServer: the script is empty");
  for (std::size_t n = 0; n < script.size(); ++n) {
    const std::string name(to_string(script[n].fault));
    if (needs_tls(script[n].fault) && !options.tls)
      throw std::invalid_argument("FaultServer: the fault " + name + " needs TLS");
    if (n > 0 && script[n].fault == Fault::full_backlog)
      throw std::invalid_argument("FaultServer: the fault " + name + " must be the first turn");
  }
}

BadCertificates make_bad(const CertificateAuthority& authority, const FaultServerOptions& options) {
  if (!options.tls) return {};
  BadCertificates bad;
  bad.wrong_host = authority.issue({.hosts = {"other.test"}});
  bad.expired = authority.issue(
      {.hosts = options.hosts, .starts = std::chrono::hours(-2), .ends = std::chrono::hours(-1)});
  bad.self_signed = self_signed({.hosts = options.hosts});
  return bad;
}

}  // namespace

class FaultServer::State {
 public:
  State(std::vector<Turn> script, const FaultServerOptions& options) : State(options) {
    check(script, options);
    if (script.front().fault == Fault::full_backlog)
      full_.emplace(address_);
    else
      serve(std::make_shared<Turns>(std::move(script)), options);
  }

  State(Choose choose, const FaultServerOptions& options) : State(options) {
    serve(std::make_shared<Turns>(std::move(choose)), options);
  }

  std::uint16_t port() const { return full_ ? full_->port() : server_->port(); }

  std::string url(std::string_view target, std::string_view host) const {
    const bool v6 = address_.find(':') != std::string::npos;
    const auto own = v6 ? '[' + address_ + ']' : address_;
    return (authority_ ? "https://" : "http://") + (host.empty() ? own : std::string(host)) + ':' +
           std::to_string(port()) + std::string(target);
  }

  std::string ca_pem() const { return authority_ ? authority_->pem() : std::string(); }

  /// Nothing where no connection is ever accepted.
  const ScriptedServer* server() const noexcept { return server_ ? &*server_ : nullptr; }

 private:
  explicit State(const FaultServerOptions& options) : address_(options.address) {
    if (options.tls) authority_.emplace("crmlink fault server");
  }

  void serve(std::shared_ptr<Turns> turns, const FaultServerOptions& options) {
    ServerOptions listening;
    listening.address = address_;
    BadCertificates bad;
    if (authority_) {
      listening.certificate = authority_->issue({.hosts = options.hosts});
      bad = make_bad(*authority_, options);
    }
    server_.emplace(serve_turns(std::move(turns), std::move(bad)), std::move(listening));
  }

  const std::string address_;
  std::optional<CertificateAuthority> authority_;
  std::optional<HangingPort> full_;
  std::optional<ScriptedServer> server_;
};

FaultServer::FaultServer(Turn turn, const FaultServerOptions& options)
    : FaultServer(std::vector<Turn>{std::move(turn)}, options) {}

FaultServer::FaultServer(std::vector<Turn> script, const FaultServerOptions& options)
    : state_(std::make_unique<State>(std::move(script), options)) {}

FaultServer::FaultServer(Choose choose, const FaultServerOptions& options)
    : state_(std::make_unique<State>(std::move(choose), options)) {}

FaultServer::~FaultServer() = default;

std::uint16_t FaultServer::port() const {
  return state_->port();
}

std::string FaultServer::url(std::string_view target, std::string_view host) const {
  return state_->url(target, host);
}

std::string FaultServer::ca_pem() const {
  return state_->ca_pem();
}

http::ClientOptions FaultServer::client_options() const {
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_pem = state_->ca_pem();
  http::ClientOptions options;
  options.tls = http::TlsIdentity::load(tls).value();
  return options;
}

std::size_t FaultServer::connections() const {
  return state_->server() ? state_->server()->connections() : 0;
}

std::size_t FaultServer::departures() const {
  return state_->server() ? state_->server()->departures() : 0;
}

std::vector<ReceivedRequest> FaultServer::requests() const {
  return state_->server() ? state_->server()->requests() : std::vector<ReceivedRequest>();
}

bool FaultServer::wait_for_connections(std::size_t count) const {
  return state_->server() && state_->server()->wait_for_connections(count);
}

bool FaultServer::wait_for_requests(std::size_t count) const {
  return state_->server() && state_->server()->wait_for_requests(count);
}

bool FaultServer::wait_for_departures(std::size_t count) const {
  return state_->server() && state_->server()->wait_for_departures(count);
}

}  // namespace crmlink::testing
