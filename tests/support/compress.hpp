#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace crmlink::test {

/// The formats that a coded body may have.
enum class Compression { gzip, zlib, raw_deflate };

/// Returns `text` compressed in one go.
inline std::string compress(std::string_view text, Compression format) {
  const int window_bits = format == Compression::gzip   ? MAX_WBITS + 16
                          : format == Compression::zlib ? MAX_WBITS
                                                        : -MAX_WBITS;
  z_stream stream{};
  if (deflateInit2_(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY,
                    ZLIB_VERSION, sizeof(stream)) != Z_OK)
    throw std::runtime_error("zlib doesn't start");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib doesn't end");
  return out;
}

}  // namespace crmlink::test
