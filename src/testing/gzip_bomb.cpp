#include "testing/gzip_bomb.hpp"

#include <zlib.h>

namespace crmlink::testing {
namespace {

constexpr std::size_t piece_size = 16 * 1024;
// The longest repetition that DEFLATE has (RFC 1951 §3.2.5).
constexpr std::size_t longest_match = 258;
// What RFC 1951 §3.2.6 fixes for it, and for "one byte back".
constexpr std::uint32_t match_code = 0xC5;
constexpr unsigned match_bits = 8;
constexpr std::uint32_t one_back_code = 0;
constexpr unsigned distance_bits = 5;

// Codes stand with their highest bit first, everything else with its lowest.
constexpr std::uint32_t turned(std::uint32_t code, unsigned length) {
  std::uint32_t result = 0;
  for (unsigned bit = 0; bit < length; ++bit)
    result |= ((code >> bit) & 1U) << (length - 1 - bit);
  return result;
}

// Returns the CRC-32 of a text `first` with `second`, `second_size` bytes long, behind it.
std::uint32_t join_checksums(std::uint32_t first, std::uint32_t second, std::size_t second_size) {
  return static_cast<std::uint32_t>(
      ::crc32_combine(first, second, static_cast<z_off_t>(second_size)));
}

std::uint32_t checksum_of(std::string_view text) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

// In steps that double: a server that went through every byte would keep a processor busy for
// longer than its clients take.
std::uint32_t checksum_of_spaces(std::size_t count) {
  std::uint32_t sum = 0;
  std::uint32_t step = checksum_of(" ");
  for (std::size_t size = 1; size <= count; size *= 2) {
    if ((count & size) != 0) sum = join_checksums(sum, step, size);
    step = join_checksums(step, step, size);
  }
  return sum;
}

}  // namespace

void GzipBomb::write(std::size_t size, std::string_view ending) {
  piece_.assign("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  put_bits(1, 1);  // The last block,
  put_bits(1, 2);  // with the fixed codes.
  put_literal(' ');
  std::size_t spaces = 1;
  for (; spaces + ending.size() < size; spaces += longest_match)
    put_match();
  for (const char c : ending)
    put_literal(static_cast<unsigned char>(c));
  put_code(0, 7);  // The block's end.
  if (bit_count_ > 0) put_bits(0, 8 - bit_count_);
  put_number(join_checksums(checksum_of_spaces(spaces), checksum_of(ending), ending.size()));
  put_number(static_cast<std::uint32_t>(spaces + ending.size()));
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

void GzipBomb::put_code(std::uint32_t code, unsigned length) {
  put_bits(turned(code, length), length);
}

void GzipBomb::put_literal(unsigned char byte) {
  if (byte < 144)
    put_code(0x30U + byte, 8);
  else
    put_code(0x190U + byte - 144U, 9);
}

void GzipBomb::put_match() {
  constexpr auto match = turned(match_code, match_bits);
  constexpr auto one_back = turned(one_back_code, distance_bits);
  put_bits(match | (one_back << match_bits), match_bits + distance_bits);
}

void GzipBomb::put_number(std::uint32_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    piece_ += static_cast<char>((number >> shift) & 0xFFU);
}

void GzipBomb::flush() {
  if (!piece_.empty()) sink_(piece_);
  piece_.clear();
}

}  // namespace crmlink::testing
