#include "crmlink/http/base64_body.hpp"

#include <array>

#include "support/catch.hpp"
#include "unit/http/body_reading.hpp"

using namespace crmlink;
using namespace crmlink::test;
using http::Base64Body;

namespace {

std::string encoded(std::string text, std::size_t room_size, std::size_t most = SIZE_MAX) {
  const auto source = std::make_shared<TextSource>(std::move(text));
  source->most = most;
  Base64Body body(source);
  const auto read = read_all(body, room_size).value();
  CHECK(body.size() == read.size());
  return read;
}

}  // namespace

TEST_CASE("the samples of RFC 4648 are encoded in rooms and pieces of any size") {
  const auto room = GENERATE(as<std::size_t>(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 64);
  const auto most = GENERATE(as<std::size_t>(), 1, 2, 3, 4, 100);
  CHECK(encoded("", room, most).empty());
  CHECK(encoded("f", room, most) == "Zg==");
  CHECK(encoded("fo", room, most) == "Zm8=");
  CHECK(encoded("foo", room, most) == "Zm9v");
  CHECK(encoded("foob", room, most) == "Zm9vYg==");
  CHECK(encoded("fooba", room, most) == "Zm9vYmE=");
  CHECK(encoded("foobar", room, most) == "Zm9vYmFy");
  CHECK(encoded("\xFF\xFE\xFD\xFB\xEF\xBE", room, most) == "//79++++");
}

TEST_CASE("all bytes come through base64, whatever the room") {
  std::string bytes;
  for (int i = 0; i < 1000; ++i)
    bytes += static_cast<char>(i * 7);
  const auto at_once = encoded(bytes, 4096);
  CHECK(at_once.size() == 1336);
  for (std::size_t room = 1; room < 40; ++room)
    CHECK(encoded(bytes, room) == at_once);
}

TEST_CASE("a base64 body knows its size when its source does") {
  const auto source = std::make_shared<TextSource>("");
  const Base64Body body(source);
  source->announced = 4;
  CHECK(body.size() == 8U);
  source->announced = std::uint64_t{500} << 20U;
  CHECK(body.size() == 699'050'668U);
  source->announced.reset();
  CHECK_FALSE(body.size());
  source->announced = UINT64_MAX;  // Four thirds of it aren't a size.
  CHECK_FALSE(body.size());
}

TEST_CASE("a base64 body is repeated from its source's first byte") {
  const auto source = std::make_shared<TextSource>("foobar");
  Base64Body body(source);
  CHECK(body.can_repeat());
  std::array<char, 5> room;
  REQUIRE(body.begin());
  REQUIRE(pull(body, room).value() == 4);
  CHECK(read_all(body).value() == "Zm9vYmFy");
  source->repeatable = false;
  CHECK_FALSE(body.can_repeat());
}

TEST_CASE("a source that shrinks or grows by a byte fails its base64, also within the padding") {
  const auto source = std::make_shared<TextSource>("fo");
  Base64Body body(source);
  source->announced = 1;  // As long in base64.
  CHECK(read_all(body).error() == Errc::body_source_failed);
  CHECK(read_all(body).error().detail() == "the source gives more than it announced");
  source->announced = 3;
  CHECK(read_all(body).error().detail() == "the source ended 1 bytes too early");
}

TEST_CASE("a source that says it filled more than its room fails its base64") {
  class Boasting : public TextSource {
   public:
    using TextSource::TextSource;
    void pull(std::span<char> room, PullHandler handler) override {
      std::move(handler)(room.size() + 1);
    }
  };
  const auto source = std::make_shared<Boasting>("");
  source->announced.reset();
  Base64Body body(source);
  CHECK(read_all(body).error().detail() == "the source says that it filled more than its room");
}

TEST_CASE("progress of a base64 body is told in the source's bytes") {
  const auto source = std::make_shared<TextSource>("foobarx");
  Base64Body body(source);
  REQUIRE(read_all(body));
  body.on_sent(3);
  body.on_sent(8);
  body.on_sent(12);
  CHECK(source->sent == std::vector<std::uint64_t>{0, 6, 7});
}

TEST_CASE("an answer to the attempt before doesn't get into a base64 body") {
  const auto source = std::make_shared<TextSource>("foobar");
  Base64Body body(source);
  std::array<char, 5> room;
  bool answered = false;
  REQUIRE(body.begin());
  source->waits = true;
  body.pull(room, [&](const Result<std::size_t>&) { answered = true; });
  auto late = std::move(source->waiting);
  source->waits = false;
  REQUIRE(body.begin());
  std::move (*late)(3);
  CHECK_FALSE(answered);
  CHECK(read_all(body).value() == "Zm9vYmFy");
}

TEST_CASE("a source that gives a byte at a time isn't asked inside of its own pull") {
  class Nested : public TextSource {
   public:
    using TextSource::TextSource;
    void pull(std::span<char> room, PullHandler handler) override {
      deepest = std::max(deepest, ++depth);
      TextSource::pull(room, std::move(handler));
      --depth;
    }
    int depth = 0;
    int deepest = 0;
  };
  const auto source = std::make_shared<Nested>("foobar");
  source->most = 1;
  Base64Body body(source);
  CHECK(read_all(body).value() == "Zm9vYmFy");
  CHECK(source->deepest == 1);
}
