#include "http/address_range.hpp"

#include "support/catch.hpp"

using crmlink::http::AddressRange;

namespace {

bool contains(const char* range, const char* address) {
  const auto parsed = AddressRange::parse(range);
  REQUIRE(parsed);
  return parsed->contains(boost::asio::ip::make_address(address));
}

}  // namespace

TEST_CASE("a range holds its first and last address, and not their neighbours") {
  CHECK(contains("10.0.0.0/8", "10.0.0.0"));
  CHECK(contains("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "9.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  CHECK(contains("172.16.0.0/12", "172.31.255.255"));
  CHECK_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
  CHECK(contains("fe80::/10", "febf:ffff::1"));
  CHECK_FALSE(contains("fe80::/10", "fec0::"));
  CHECK(contains("192.0.2.1", "192.0.2.1"));
  CHECK_FALSE(contains("192.0.2.1/32", "192.0.2.2"));
  CHECK(contains("2001:db8::/127", "2001:db8::1"));
  CHECK_FALSE(contains("2001:db8::/127", "2001:db8::2"));
}

TEST_CASE("bits behind the prefix don't matter") {
  CHECK(contains("10.1.2.3/8", "10.9.9.9"));
}

TEST_CASE("a range of one family says nothing about the other") {
  CHECK(contains("0.0.0.0/0", "192.0.2.1"));
  CHECK_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  CHECK(contains("::/0", "2001:db8::1"));
  CHECK_FALSE(contains("::/0", "192.0.2.1"));
}

TEST_CASE("an IPv6 address that stands for an IPv4 one is judged by that") {
  for (const auto* address : {"::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::127.0.0.1",
                              "2002:7f00:1::", "::127.0.0.1"}) {
    CAPTURE(address);
    CHECK(contains("127.0.0.0/8", address));
    CHECK_FALSE(contains("10.0.0.0/8", address));
  }
  CHECK(contains("64:ff9b::/96", "64:ff9b::127.0.0.1"));
}

TEST_CASE("what isn't a range is refused") {
  for (const auto* text :
       {"", "/", "10", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
        "10.0.0.0/ 8", "::/129", "fe80::1%1/64", "crm.example/8", "10.0.0.0/8/8", "010.0.0.0/8x"}) {
    CAPTURE(text);
    CHECK_FALSE(AddressRange::parse(text));
  }
}
