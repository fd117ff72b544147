#include "testing/gzip_bomb.hpp"

#include <array>

namespace crmlink::testing {
namespace {

constexpr std::size_t piece_size = 16 * 1024;
// The longest repetition that DEFLATE has (RFC 1951 §3.2.5).
constexpr std::size_t longest_match = 258;
// What RFC 1951 §3.2.6 fixes for it, and for "one byte back".
constexpr std::uint32_t match_code = 0xC5;
constexpr std::uint32_t one_back_code = 0;

constexpr auto crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[byte] = value;
  }
  return table;
}();

}  // namespace

void GzipBomb::write(std::size_t size, std::string_view ending) {
  piece_.assign("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  put_bits(1, 1);  // The last block,
  put_bits(1, 2);  // with the fixed codes.
  put_literal(' ');
  for (std::size_t done = 1; done + ending.size() < size; done += longest_match)
    put_spaces();
  for (const char c : ending)
    put_literal(static_cast<unsigned char>(c));
  put_code(0, 7);  // The block's end.
  if (bit_count_ > 0) put_bits(0, 8 - bit_count_);
  put_number(checksum_ ^ 0xFFFFFFFFU);
  put_number(size_);
  flush();
}

void GzipBomb::put_bits(std::uint32_t value, unsigned count) {
  bits_ |= value << bit_count_;
  for (bit_count_ += count; bit_count_ >= 8; bit_count_ -= 8) {
    piece_ += static_cast<char>(bits_ & 0xFFU);
    bits_ >>= 8U;
  }
  if (piece_.size() >= piece_size) flush();
}

// Codes stand with their highest bit first, everything else with its lowest.
void GzipBomb::put_code(std::uint32_t code, unsigned length) {
  std::uint32_t turned = 0;
  for (unsigned bit = 0; bit < length; ++bit)
    turned |= ((code >> bit) & 1U) << (length - 1 - bit);
  put_bits(turned, length);
}

void GzipBomb::put_literal(unsigned char byte) {
  if (byte < 144)
    put_code(0x30U + byte, 8);
  else
    put_code(0x190U + byte - 144U, 9);
  count(byte);
}

void GzipBomb::put_spaces() {
  put_code(match_code, 8);
  put_code(one_back_code, 5);
  for (std::size_t n = 0; n < longest_match; ++n)
    count(' ');
}

void GzipBomb::put_number(std::uint32_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    piece_ += static_cast<char>((number >> shift) & 0xFFU);
}

void GzipBomb::count(unsigned char byte) {
  checksum_ = crc_table[(checksum_ ^ byte) & 0xFFU] ^ (checksum_ >> 8U);
  ++size_;
}

void GzipBomb::flush() {
  if (!piece_.empty()) sink_(piece_);
  piece_.clear();
}

}  // namespace crmlink::testing
