#include "dip/request_digest.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string>

#include "dip/flight_table.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

/// The same with OpenSSL's SipHash.
RequestDigest openssl_digest(const std::array<unsigned char, 16>& key, const std::string& text) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(
      EVP_MAC_fetch(nullptr, "SIPHASH", nullptr), EVP_MAC_free);
  REQUIRE(mac);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      EVP_MAC_CTX_new(mac.get()), EVP_MAC_CTX_free);
  std::size_t size = 16;
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  REQUIRE(EVP_MAC_init(context.get(), key.data(), key.size(), parameters.data()) == 1);
  EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<unsigned char, 16> bytes{};
  REQUIRE(EVP_MAC_final(context.get(), bytes.data(), &size, bytes.size()) == 1);
  RequestDigest digest;
  std::memcpy(&digest.low, bytes.data(), 8);
  std::memcpy(&digest.high, bytes.data() + 8, 8);
  return digest;
}

}  // namespace

TEST_CASE("a digest is SipHash-2-4 of 128 bits") {
  std::array<unsigned char, 16> bytes{};
  for (unsigned char i = 0; i < 16; ++i)
    bytes[i] = i;
  RequestDigester::Key key{};
  std::memcpy(key.data(), bytes.data(), bytes.size());
  const RequestDigester digester(key);
  std::string text;
  for (int size = 0; size < 300; ++size) {
    INFO(size);
    CHECK(digester(text) == openssl_digest(bytes, text));
    text += static_cast<char>(size);
  }
}

TEST_CASE("two profiles have two digests of one request") {
  CHECK(RequestDigester()("{}") != RequestDigester()("{}"));
}

TEST_CASE("the table finds what is in it, also after it has grown") {
  struct Entry : FlightEntry {
    using FlightEntry::FlightEntry;
  };
  FlightTable table;
  std::vector<std::unique_ptr<Entry>> entries;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    // Half of them share their chain with another.
    entries.push_back(std::make_unique<Entry>(RequestDigest{.low = i / 2, .high = i}));
    table.add(*entries.back());
  }
  CHECK(table.size() == 1000);
  for (const auto& entry : entries)
    CHECK(table.find(entry->digest()) == entry.get());
  for (std::size_t i = 0; i < entries.size(); i += 3)
    CHECK(table.remove(*entries[i]));
  CHECK_FALSE(table.remove(*entries[0]));
  for (std::size_t i = 0; i < entries.size(); ++i)
    CHECK(table.find(entries[i]->digest()) == (i % 3 == 0 ? nullptr : entries[i].get()));
  std::set<const FlightEntry*> seen;
  table.for_each([&seen](const FlightEntry& entry) { seen.insert(&entry); });
  CHECK(seen.size() == table.size());
}
