#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

// Searches for bytes of a kind, sixteen at a time where the processor can. A kind says of one byte,
// and of sixteen by their highest bits, which are of it.
namespace crmlink {

#ifdef __SSE2__
using Bytes = __m128i;

inline Bytes equal_to(Bytes bytes, char c) noexcept {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}
inline Bytes control(Bytes bytes) noexcept {
  return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
}
#endif

/// What a string of JSON can't hold as it is: quotes, backslashes, controls.
struct JsonSpecial {
  static bool is(char c) noexcept {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  }
#ifdef __SSE2__
  static Bytes marks(Bytes bytes) noexcept {
    return _mm_or_si128(control(bytes), _mm_or_si128(equal_to(bytes, '"'), equal_to(bytes, '\\')));
  }
#endif
};

/// The same, and what isn't ASCII.
struct JsonSpecialOrNotAscii {
  static bool is(char c) noexcept {
    return JsonSpecial::is(c) || static_cast<unsigned char>(c) >= 0x80;
  }
#ifdef __SSE2__
  static Bytes marks(Bytes bytes) noexcept {
    return _mm_or_si128(JsonSpecial::marks(bytes), bytes);
  }
#endif
};

/// Controls, DEL among them.
struct Control {
  static bool is(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
#ifdef __SSE2__
  static Bytes marks(Bytes bytes) noexcept {
    return _mm_or_si128(control(bytes), equal_to(bytes, 0x7F));
  }
#endif
};

/// What has its highest bit set.
struct NotAscii {
  static bool is(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }
#ifdef __SSE2__
  static Bytes marks(Bytes bytes) noexcept { return bytes; }
#endif
};

/// Returns the first byte of a kind, or `end`.
template <class Kind>
inline const char* find_byte(const char* at, const char* end) noexcept {
#ifdef __SSE2__
  const auto marks_at = [](const char* bytes) {
    const Bytes sixteen = _mm_loadu_si128(reinterpret_cast<const Bytes*>(bytes));
    return static_cast<unsigned>(_mm_movemask_epi8(Kind::marks(sixteen)));
  };
  const char* const begin = at;
  for (; end - at >= 16; at += 16)
    if (const unsigned marks = marks_at(at)) return at + std::countr_zero(marks);
  if (at == end) return end;
  // The last bytes once more, with some that have been seen and have no marks.
  if (end - begin >= 16) {
    const unsigned marks = marks_at(end - 16);
    return marks != 0 ? end - 16 + std::countr_zero(marks) : end;
  }
  if (end - at >= 8) {
    const auto marks_at_half = [](const char* bytes) {
      const Bytes eight = _mm_loadl_epi64(reinterpret_cast<const Bytes*>(bytes));
      return static_cast<unsigned>(_mm_movemask_epi8(Kind::marks(eight))) & 0xFFU;
    };
    if (const unsigned marks = marks_at_half(at)) return at + std::countr_zero(marks);
    const unsigned marks = marks_at_half(end - 8);
    return marks != 0 ? end - 8 + std::countr_zero(marks) : end;
  }
#endif
  while (at != end && !Kind::is(*at))
    ++at;
  return at;
}

/// Returns whether a text has a byte of a kind.
template <class Kind>
inline bool has_byte(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  return find_byte<Kind>(text.data(), end) != end;
}

}  // namespace crmlink
