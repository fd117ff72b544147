#include "dip/request_digest.hpp"

#include <openssl/rand.h>

#include <bit>
#include <cstring>
#include <random>

namespace crmlink {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);

RequestDigester::Key random_key() {
  RequestDigester::Key key{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), sizeof(key)) == 1) return key;
  // OpenSSL without a source of randomness makes no TLS connection either.
  std::random_device device;
  for (auto& word : key)
    word = (std::uint64_t{device()} << 32U) | device();
  return key;
}

/// The state of SipHash; the names are those of its paper (Aumasson, Bernstein 2012).
class SipState {
 public:
  explicit SipState(const RequestDigester::Key& key) noexcept
      : v0_(0x736f6d6570736575U ^ key[0]),
        v1_(0x646f72616e646f6dU ^ key[1] ^ 0xeeU),  // 0xee: 128 bits of output
        v2_(0x6c7967656e657261U ^ key[0]),
        v3_(0x7465646279746573U ^ key[1]) {}

  void compress(std::uint64_t word) noexcept {
    v3_ ^= word;
    rounds(2);
    v0_ ^= word;
  }

  RequestDigest finish() noexcept {
    v2_ ^= 0xeeU;
    rounds(4);
    const auto low = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xddU;
    rounds(4);
    return {.low = low, .high = v0_ ^ v1_ ^ v2_ ^ v3_};
  }

 private:
  void rounds(int count) noexcept {
    for (int i = 0; i < count; ++i) {
      v0_ += v1_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v3_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ += v3_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

/// Reads up to eight bytes, the first one lowest on every machine.
std::uint64_t read_word(std::string_view bytes) noexcept {
  std::uint64_t word = 0;
  if (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes.data(), bytes.size());
    return word;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i)
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

}  // namespace

RequestDigester::RequestDigester() : key_(random_key()) {}

RequestDigest RequestDigester::operator()(std::string_view request) const noexcept {
  SipState state(key_);
  auto rest = request;
  for (; rest.size() >= word_size; rest.remove_prefix(word_size))
    state.compress(read_word(rest.substr(0, word_size)));
  state.compress((std::uint64_t{request.size() & 0xffU} << 56U) | read_word(rest));
  return state.finish();
}

}  // namespace crmlink
