#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "http/response_parser.hpp"

namespace crmlink::http {

/// What a connection needs only while something is under way on it, lent to it for that time: an
/// idle connection holds nothing but its socket and its TLS session.
struct ExchangeBuffers {
  // The first read: enough for the reply to a lookup, little enough for thousands that wait.
  static constexpr std::size_t first_size = 4 * 1024;
  // More than that isn't kept when it is given back.
  static constexpr std::size_t kept_size = 64 * 1024;

  std::vector<char> input = std::vector<char>(first_size);  ///< Received, decrypted, not parsed.
  std::vector<char> cipher;                                 ///< Received, not decrypted.
  std::string output;                                       ///< Encrypted, not sent.
  ResponseParser parser;
};

/// Keeps buffers that aren't lent at the moment; lives inside the client's Serial.
class BufferShelf {
 public:
  std::unique_ptr<ExchangeBuffers> lend();
  void take_back(std::unique_ptr<ExchangeBuffers> buffers);

 private:
  static constexpr std::size_t most_kept = 256;
  std::vector<std::unique_ptr<ExchangeBuffers>> shelf_;
};

}  // namespace crmlink::http
