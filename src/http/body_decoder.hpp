#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/response_builder.hpp"

namespace crmlink::http {

/// What a reply's Content-Encoding fields come to (RFC 9110 §8.4).
enum class ContentCoding : std::uint8_t {
  none,
  gzip,
  deflate,
  unknown,  ///< One that isn't known is among them.
  several,  ///< Known ones, one on the other.
};

/// Adds the codings of one more field to those of the fields before.
ContentCoding add_codings(ContentCoding before, std::string_view field_value);

/// Describes a body over the limit, in bytes.
Error body_too_large(std::size_t limit);

/// Undoes gzip and deflate while the body arrives. Used again for the next one, with its memory.
class BodyDecoder {
 public:
  BodyDecoder() = default;
  BodyDecoder(const BodyDecoder&) = delete;
  BodyDecoder& operator=(const BodyDecoder&) = delete;
  ~BodyDecoder();

  /// Gets ready for a body of that coding, of at most `most` bytes when decoded.
  void restart(ContentCoding coding, std::size_t most);
  /// Appends what `coded` holds to `out`. Fails with Errc::malformed_response and, with at most
  /// some KiB over the limit decoded, with Errc::body_too_large.
  Result<> decode(std::string_view coded, ResponseBuilder& out);
  /// Says that nothing follows. Fails with Errc::malformed_response when something is missing.
  Result<> finish() const;

 private:
  enum class Stage : std::uint8_t { before, inside, behind };

  Result<> begin(char first);
  void start_inflating(int window_bits);
  Result<> inflate_all(ResponseBuilder& out);
  Error broken(std::string_view how) const;

  z_stream stream_{};
  bool has_stream_ = false;
  ContentCoding coding_ = ContentCoding::none;
  Stage stage_ = Stage::before;
  std::size_t most_ = 0;
  std::size_t left_ = 0;  ///< How many bytes may still come out.
};

}  // namespace crmlink::http
