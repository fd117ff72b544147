#include "http/guard.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

Guard against_private() {
  GuardOptions options;
  options.refused_addresses = GuardOptions::private_ranges();
  auto guard = Guard::make(options);
  REQUIRE(guard);
  return std::move(*guard);
}

bool permits(const char* address) {
  const auto kept =
      against_private().filter("x.test", {{boost::asio::ip::make_address(address), 443}});
  if (!kept) CHECK(kept.error() == Errc::destination_refused);
  return kept.has_value();
}

}  // namespace

TEST_CASE("the ranges of private addresses hold all that lie inside a network or a machine") {
  for (const auto* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "64:ff9b::a9fe:a9fe",
                              "64:ff9b:1::1",
                              "2002:a00:1::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "fe80::1",
                              "ff02::1"}) {
    CAPTURE(address);
    CHECK_FALSE(permits(address));
  }
}

TEST_CASE("the ranges of private addresses hold nothing else") {
  for (const auto* address :
       {"1.1.1.1",           "8.8.8.8",        "9.255.255.255",    "11.0.0.0",
        "100.63.255.255",    "100.128.0.0",    "126.255.255.255",  "128.0.0.1",
        "169.253.255.255",   "169.255.0.0",    "172.15.255.255",   "172.32.0.0",
        "192.167.255.255",   "192.169.0.0",    "223.255.255.255",  "2606:4700::1111",
        "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
    CAPTURE(address);
    CHECK(permits(address));
  }
}

TEST_CASE("a guard's options are checked, and the faulty one is named") {
  GuardOptions options;
  CHECK(options.check());
  options.refused_addresses = {"10.0.0.0/8", "crm.example"};
  REQUIRE_FALSE(options.check());
  CHECK(options.check().error().message().find("crm.example") != std::string::npos);
  options.refused_addresses = {};
  options.allowed_hosts = {"https://crm.example"};
  REQUIRE_FALSE(options.check());
  CHECK(options.check().error().message().find("allowed_hosts") != std::string::npos);
}
