#include "servers.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "crmlink/http/tls.hpp"
#include "support/dns_server.hpp"
#include "support/scripted_server.hpp"
#include "testing/fault_script.hpp"

namespace crmlink::test::soak {
namespace {

using testing::Fault;
using testing::Turn;
using testing::Turns;

constexpr std::array connection_faults{
    Fault::silent_handshake,       Fault::tls_alert,           Fault::plain_on_tls,
    Fault::wrong_host_certificate, Fault::expired_certificate, Fault::self_signed_certificate,
};
constexpr unsigned faulty_handshakes = 8;  // Of 100.

const std::vector<std::string>& hosts() {
  static const std::vector<std::string> names{"127.0.0.1", "crm.test"};
  return names;
}

testing::BadCertificates make_bad(const CertificateAuthority& authority) {
  using std::chrono::hours;
  testing::BadCertificates bad;
  bad.wrong_host = authority.issue({.hosts = {"other.test"}});
  bad.expired = authority.issue({.hosts = hosts(), .starts = hours(-2), .ends = hours(-1)});
  bad.self_signed = self_signed({.hosts = hosts()});
  return bad;
}

Turn choose(std::uint64_t seed, const testing::ReceivedRequest& request) {
  const auto number = find_number(request.head + request.body);
  return number ? CallPlan(seed, *number).turn : Turn();
}

std::shared_ptr<Turns> turns_for(std::uint64_t seed, std::size_t connection, bool tls) {
  Dice dice(seed + connection);
  if (tls && dice.in(faulty_handshakes))
    return std::make_shared<Turns>(
        std::vector<Turn>{connection_faults[dice.below(connection_faults.size())]});
  return std::make_shared<Turns>(
      [seed](const testing::ReceivedRequest& request) { return choose(seed, request); });
}

Script moody(std::uint64_t seed, bool tls, const testing::BadCertificates& bad) {
  return [=](Conversation& peer) {
    // A server keeps what it is told, which would look like a leak.
    peer.on_request = nullptr;
    peer.on_handshake = nullptr;
    serve_turns(turns_for(seed, peer.index(), tls), bad)(peer);
  };
}

ServerOptions secure(const CertificateAuthority& authority) {
  ServerOptions options;
  options.certificate = authority.issue({.hosts = hosts()});
  return options;
}

}  // namespace

Servers::Servers(std::uint64_t seed) {
  int ports[2] = {};
  int alive[2] = {};
  if (::pipe2(ports, O_CLOEXEC) != 0 || ::pipe2(alive, O_CLOEXEC) != 0) std::abort();
  child_ = ::fork();
  if (child_ == 0) {
    ::close(alive[1]);
    serve(seed, ports[1], alive[0]);
  }
  ::close(ports[1]);
  ::close(alive[0]);
  alive_ = testing::Descriptor(alive[1]);
  const testing::Descriptor in(ports[0]);
  if (::read(in.get(), &ports_, sizeof ports_) != sizeof ports_) std::abort();
}

Servers::~Servers() {
  alive_.close();
  ::waitpid(child_, nullptr, 0);
}

void Servers::serve(std::uint64_t seed, int out, int until) const {
  const ScriptedServer plain(moody(seed, false, {}));
  const ScriptedServer tls(moody(seed, true, make_bad(authority_)), secure(authority_));
  const DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"silent.test", {.silent = true}}});
  const HangingPort full;
  const RefusingPort refusing;
  Ports ports;
  ports.of_target = {plain.port(), tls.port(),  plain.port(),   plain.port(),
                     plain.port(), full.port(), refusing.port()};
  dns.address().copy(ports.dns.data(), ports.dns.size() - 1);
  char end = 0;
  if (::write(out, &ports, sizeof ports) == sizeof ports)
    static_cast<void>(::read(until, &end, sizeof end));
  std::_Exit(0);
}

std::string Servers::origin(Target target) const {
  std::string host = target == Target::tls ? "https://127.0.0.1" : "http://127.0.0.1";
  if (target == Target::named) host = "http://crm.test";
  if (target == Target::unknown) host = "http://unknown.test";
  if (target == Target::silent) host = "http://silent.test";
  return host + ':' + std::to_string(ports_.of_target[static_cast<std::size_t>(target)]);
}

http::ClientOptions Servers::client_options() const {
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_pem = authority_.pem();
  http::ClientOptions options;
  options.tls = http::TlsIdentity::load(tls).value();
  options.dns_servers = ports_.dns.data();
  return options;
}

}  // namespace crmlink::test::soak
