#include "http/source_framer.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

using Next = SourceFramer::Next;

/// Puts `text` where the source's bytes belong.
Result<Next> give(SourceFramer& framer, std::string_view text) {
  REQUIRE(text.size() <= framer.room().size());
  text.copy(framer.room().data(), text.size());
  return framer.on_pulled(text.size());
}

}  // namespace

TEST_CASE("a sized body goes as it comes, and its last piece when the source has ended") {
  SourceFramer framer(6);
  REQUIRE(give(framer, "abcd") == Next::send);
  CHECK(framer.bytes() == "abcd");
  CHECK_FALSE(framer.ended());
  framer.on_sent();
  CHECK(framer.sent() == 4);
  REQUIRE(give(framer, "ef") == Next::pull);
  REQUIRE_FALSE(framer.room().empty());
  REQUIRE(give(framer, "") == Next::send);
  CHECK(framer.bytes() == "ef");
  CHECK(framer.ended());
  framer.on_sent();
  CHECK(framer.sent() == 6);
}

TEST_CASE(
    "a last piece that fills the buffer leaves room for the question whether it is the last") {
  SourceFramer framer(SourceFramer::piece_size);
  const std::string piece(SourceFramer::piece_size, 'x');
  REQUIRE(give(framer, piece) == Next::pull);
  REQUIRE_FALSE(framer.room().empty());
  SECTION("it is") {
    REQUIRE(give(framer, "") == Next::send);
    CHECK((framer.bytes() == piece));
  }
  SECTION("it isn't") {
    CHECK(give(framer, "y").error() == Errc::body_source_failed);
  }
}

TEST_CASE("a body of another size than announced is found out before it is whole") {
  SourceFramer longer(3);
  CHECK(give(longer, "abcd").error().detail() == "the source gives more than it announced");
  SourceFramer shorter(3);
  REQUIRE(give(shorter, "a") == Next::send);
  shorter.on_sent();
  CHECK(give(shorter, "").error().detail() == "the source ended 2 bytes too early");
}

TEST_CASE("a source that says it wrote beyond its room is stopped") {
  SourceFramer framer(std::nullopt);
  CHECK(framer.on_pulled(framer.room().size() + 1).error() == Errc::body_source_failed);
}

TEST_CASE("a body of unknown size goes in chunks, byte for byte") {
  SourceFramer framer(std::nullopt);
  REQUIRE(give(framer, "0123456789abcdefg") == Next::send);
  CHECK(framer.bytes() == "11\r\n0123456789abcdefg\r\n");
  framer.on_sent();
  CHECK(framer.sent() == 17);
  const std::string piece(SourceFramer::piece_size, 'x');
  REQUIRE(give(framer, piece) == Next::send);
  CHECK((framer.bytes() == "10000\r\n" + piece + "\r\n"));
  framer.on_sent();
  REQUIRE(give(framer, "") == Next::send);
  CHECK(framer.bytes() == "0\r\n\r\n");
  CHECK(framer.ended());
  framer.on_sent();
  CHECK(framer.sent() == 17 + piece.size());
}
