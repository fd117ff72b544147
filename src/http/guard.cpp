#include "http/guard.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace crmlink::http {
namespace {

Error refuse(std::string detail) {
  ErrorInfo info(Errc::destination_refused);
  info.detail = std::move(detail);
  info.phase = Phase::resolve;
  return info;
}

// What a resolver may take for an IPv4 address in a spelling of old: a host whose last label is a
// number (https://url.spec.whatwg.org, "ends in a number").
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto dot = host.rfind('.');
  auto label = dot == host.npos ? host : host.substr(dot + 1);
  const bool hexadecimal = label.starts_with("0x");
  if (hexadecimal) label.remove_prefix(2);
  const auto digits = hexadecimal ? "0123456789abcdef" : "0123456789";
  return (hexadecimal || !label.empty()) && label.find_first_not_of(digits) == label.npos;
}

}  // namespace

std::vector<std::string> GuardOptions::private_ranges() {
  return {"0.0.0.0/8",     "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",
          "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4",
          "240.0.0.0/4",   "::/96",        "64:ff9b:1::/48", "100::/64",      "2001::/32",
          "fc00::/7",      "fe80::/10",    "fec0::/10",      "ff00::/8"};
}

Result<> GuardOptions::check() const {
  const auto made = Guard::make(*this);
  if (!made) return made.error();
  return {};
}

Result<Guard> Guard::make(const GuardOptions& options) {
  Guard guard;
  auto allowed =
      HostRules::parse(options.allowed_hosts, HostRules::Names::exact, "guard.allowed_hosts");
  if (!allowed) return allowed.error();
  guard.allowed_ = std::move(*allowed);
  for (const std::string& text : options.refused_addresses) {
    const auto range = AddressRange::parse(text);
    if (!range) {
      ErrorInfo info(Errc::invalid_configuration);
      info.detail = "guard.refused_addresses: \"" + text + "\" isn't a range of addresses";
      return Error(std::move(info));
    }
    guard.refused_.push_back(*range);
  }
  return guard;
}

bool Guard::refuses(const boost::asio::ip::address& address) const {
  return std::any_of(refused_.begin(), refused_.end(),
                     [&](const AddressRange& range) { return range.contains(address); });
}

Result<> Guard::check(const Url& url) const {
  if (!allowed_.empty() && !allowed_.hold(url.host(), url.port()))
    return refuse("the guard doesn't allow " + url.authority());
  if (refused_.empty()) return {};
  boost::system::error_code not_an_address;
  const auto address = boost::asio::ip::make_address(url.host(), not_an_address);
  if (not_an_address ? ends_in_number(url.host()) : refuses(address))
    return refuse("the guard refuses the address " + url.host());
  return {};
}

Result<Resolver::Endpoints> Guard::filter(const std::string& host,
                                          Resolver::Endpoints endpoints) const {
  if (refused_.empty()) return endpoints;
  std::erase_if(endpoints, [&](const auto& endpoint) { return refuses(endpoint.address()); });
  if (endpoints.empty()) return refuse("the guard refuses every address of " + host);
  return endpoints;
}

}  // namespace crmlink::http
