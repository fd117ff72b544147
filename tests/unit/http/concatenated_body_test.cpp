#include "crmlink/http/concatenated_body.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <thread>

#include "crmlink/http/base64_body.hpp"
#include "crmlink/http/file_body.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "unit/http/body_reading.hpp"

using namespace crmlink;
using namespace crmlink::test;
using http::Base64Body;
using http::ConcatenatedBody;
using http::FileBody;

TEST_CASE("a JSON document is written around a recording in base64") {
  const TempFolder folder;
  const auto file = FileBody::open(folder.write("call.wav", "foobar!")).value();
  ConcatenatedBody body;
  body.add_text(R"({"name":"call.wav",)");
  body.add_text(R"("data":"data:audio/wav;base64,)");
  body.add_source(std::make_shared<Base64Body>(file));
  body.add_text(R"("})");
  const std::string expected = R"({"name":"call.wav","data":"data:audio/wav;base64,Zm9vYmFyIQ=="})";
  CHECK(body.size() == expected.size());
  CHECK(body.can_repeat());
  for (const std::size_t room : {1U, 2U, 3U, 10U, 1000U})
    CHECK(read_all(body, room).value() == expected);
}

TEST_CASE("sources follow one another, also when they are empty") {
  ConcatenatedBody body;
  CHECK(body.size() == 0U);
  CHECK(read_all(body).value().empty());
  for (const char* text : {"", "ab", "", "", "cdefghijk", ""})
    body.add_source(std::make_shared<TextSource>(text));
  body.add_source(nullptr);
  CHECK(body.size() == 11U);
  CHECK(read_all(body, 4).value() == "abcdefghijk");
}

TEST_CASE("a concatenated body knows its size, and can be repeated, when all of its sources can") {
  const auto first = std::make_shared<TextSource>("ab");
  const auto second = std::make_shared<TextSource>("cd");
  ConcatenatedBody body;
  body.add_source(first);
  body.add_text("-");
  body.add_source(second);
  std::array<char, 3> room;
  REQUIRE(body.begin());
  REQUIRE(pull(body, room).value() == 2);
  REQUIRE(pull(body, room).value() == 1);
  REQUIRE(pull(body, room).value() == 2);
  CHECK(read_all(body).value() == "ab-cd");
  CHECK(first->begins == 2);
  CHECK(second->begins == 2);

  second->repeatable = false;
  CHECK_FALSE(body.can_repeat());
  first->announced = UINT64_MAX;  // The sum isn't a size.
  CHECK_FALSE(body.size());
  first->announced.reset();
  CHECK_FALSE(body.size());
  CHECK(read_all(body).value() == "ab-cd");
}

TEST_CASE("a source that gives too little isn't made up for by one that gives too much") {
  const auto first = std::make_shared<TextSource>("abc");
  const auto second = std::make_shared<TextSource>("de");
  ConcatenatedBody body;
  body.add_source(first);
  body.add_source(second);
  first->announced = 4;
  second->announced = 1;
  CHECK(body.size() == 5U);
  const auto error = read_all(body).error();
  CHECK(error == Errc::body_source_failed);
  CHECK(error.detail() == "source 1 of the body: the source ended 1 bytes too early");
  first->announced = 3;
  CHECK(read_all(body).error().detail() ==
        "source 2 of the body: the source gives more than it announced");
}

TEST_CASE("a source that can't begin says so when its turn comes") {
  const auto source = std::make_shared<TextSource>("abc");
  source->lost = true;
  ConcatenatedBody body;
  body.add_text("text");
  body.add_source(source);
  std::array<char, 10> room;
  REQUIRE(body.begin());
  CHECK(pull(body, room).value() == 4);
  CHECK(pull(body, room).error() == Errc::body_source_failed);
  CHECK(read_all(body).error().detail() == "source 1 of the body: the tape is gone");
}

TEST_CASE("a file that shrinks or grows while it is sent names its place, not itself") {
  const TempFolder folder;
  const auto path = folder.write("planted", "0123456789");
  ConcatenatedBody body;
  body.add_source(FileBody::open(path).value());
  std::filesystem::resize_file(path, 6);
  CHECK(read_all(body).error().detail() ==
        "source 1 of the body: the file has become shorter while it was sent");
  std::filesystem::resize_file(path, 11);
  CHECK(read_all(body).error().detail() ==
        "source 1 of the body: the file has become longer while it was sent");
}

TEST_CASE("each source of a body hears of its own progress") {
  const auto first = std::make_shared<TextSource>("abcd");
  const auto second = std::make_shared<TextSource>("efgh");
  ConcatenatedBody body;
  body.add_text("--");
  body.add_source(first);
  body.add_text("--");
  body.add_source(second);
  REQUIRE(body.begin());
  std::array<char, 100> room;
  REQUIRE(pull(body, room).value() == 2);
  body.on_sent(2);
  REQUIRE(pull(body, room).value() == 4);
  body.on_sent(5);
  body.on_sent(6);
  REQUIRE(pull(body, room).value() == 2);
  REQUIRE(pull(body, room).value() == 4);
  body.on_sent(11);
  REQUIRE(pull(body, room).value() == 0);
  body.on_sent(12);
  CHECK(first->sent == std::vector<std::uint64_t>{3, 4, 4});
  CHECK(second->sent == std::vector<std::uint64_t>{3, 4});
}

TEST_CASE("a source that answers later has the next one asked then") {
  const auto first = std::make_shared<TextSource>("");
  first->waits = true;
  ConcatenatedBody body;
  body.add_source(first);
  body.add_source(std::make_shared<TextSource>("ab"));
  std::array<char, 10> room;
  Result<std::size_t> answer = std::size_t{99};
  REQUIRE(body.begin());
  body.pull(room, [&](Result<std::size_t> pulled) { answer = std::move(pulled); });
  CHECK(answer.value() == 99);
  std::thread([&] { first->answer(); }).join();
  CHECK(answer.value() == 2);
}

TEST_CASE("an answer to the attempt before changes nothing, not even when the body is gone") {
  const auto source = std::make_shared<TextSource>("");
  source->waits = true;
  auto body = std::make_optional<ConcatenatedBody>();
  body->add_source(source);
  body->add_text("text");
  std::array<char, 10> room;
  int answers = 0;
  const auto count = [&](const Result<std::size_t>&) { ++answers; };
  REQUIRE(body->begin());
  body->pull(room, count);
  auto late = std::move(source->waiting);
  source->waits = false;
  REQUIRE(body->begin());
  std::move (*late)(0);
  CHECK(answers == 0);
  CHECK(read_all(*body).value() == "text");

  source->waits = true;
  REQUIRE(body->begin());
  body->pull(room, count);
  body.reset();
  source->answer();
  CHECK(answers == 1);
}
