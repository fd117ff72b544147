#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace crmlink::testing {

/// Writes a gzip stream (RFC 1952) that grows to some 158 times its size: spaces, then a text that
/// makes it valid JSON, so that a client without a limit takes it for a good reply.
///
/// Made as it is sent: neither side's buffers hold more than a piece.
class GzipBomb {
 public:
  using Sink = std::function<void(std::string_view piece)>;

  explicit GzipBomb(Sink sink) : sink_(std::move(sink)) {}

  /// Writes the stream of `size` bytes at least, which end in `ending`.
  void write(std::size_t size, std::string_view ending);

 private:
  void put_bits(std::uint32_t value, unsigned count);
  void put_code(std::uint32_t code, unsigned length);
  void put_literal(unsigned char byte);
  void put_match();
  void put_number(std::uint32_t number);
  void flush();

  Sink sink_;
  std::string piece_;
  std::uint32_t bits_ = 0;
  unsigned bit_count_ = 0;
};

}  // namespace crmlink::testing
