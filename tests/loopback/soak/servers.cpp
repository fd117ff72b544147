#include "servers.hpp"

#include <array>
#include <chrono>

#include "crmlink/http/tls.hpp"
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

Servers::Servers(std::uint64_t seed)
    : plain_(moody(seed, false, {})),
      tls_(moody(seed, true, make_bad(authority_)), secure(authority_)),
      dns_({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"silent.test", {.silent = true}}}) {}

std::string Servers::origin(Target target) const {
  switch (target) {
    case Target::plain:
      return plain_.url("");
    case Target::tls:
      return tls_.url("");
    case Target::named:
      return plain_.url("", "crm.test");
    case Target::unknown:
      return plain_.url("", "unknown.test");
    case Target::silent:
      return plain_.url("", "silent.test");
    case Target::full:
      return "http://127.0.0.1:" + std::to_string(full_.port());
    default:
      return "http://127.0.0.1:" + std::to_string(refusing_.port());
  }
}

http::ClientOptions Servers::client_options() const {
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_pem = authority_.pem();
  http::ClientOptions options;
  options.tls = http::TlsIdentity::load(tls).value();
  options.dns_servers = dns_.address();
  return options;
}

}  // namespace crmlink::test::soak
