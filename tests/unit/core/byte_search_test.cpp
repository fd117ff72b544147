#include "core/byte_search.hpp"

#include <algorithm>
#include <string>

#include "support/catch.hpp"

using namespace crmlink;

namespace {

// Longer than two steps of sixteen, so that every way through the search is taken.
constexpr std::size_t longest = 40;

template <class Kind>
void agrees_with_one_byte_at_a_time(char mark) {
  for (std::size_t size = 0; size <= longest; ++size) {
    for (std::size_t place = 0; place <= size; ++place) {
      std::string text(size, 'x');
      if (place < size) text[place] = mark;
      const char* const begin = text.data();
      const char* const end = begin + size;
      INFO(size << " bytes, marked at " << place);
      REQUIRE(find_byte<Kind>(begin, end) == std::find_if(begin, end, Kind::is));
      REQUIRE(has_byte<Kind>(text) == std::any_of(begin, end, Kind::is));
    }
  }
}

}  // namespace

TEST_CASE("a search for bytes of a kind finds the first one, wherever it stands") {
  for (const char mark : {'"', '\\', '\0', '\x1F', ' ', '\x7F', '\x80', '\xFF'}) {
    INFO("byte " << int{mark});
    agrees_with_one_byte_at_a_time<JsonSpecial>(mark);
    agrees_with_one_byte_at_a_time<JsonSpecialOrNotAscii>(mark);
    agrees_with_one_byte_at_a_time<Control>(mark);
    agrees_with_one_byte_at_a_time<NotAscii>(mark);
  }
}

TEST_CASE("a search ends with its text, whatever stands behind it") {
  const std::string text = std::string(20, 'x') + '"';
  for (std::size_t size = 0; size <= 20; ++size)
    CHECK(find_byte<JsonSpecial>(text.data(), text.data() + size) == text.data() + size);
}
