#include "crmlink/http/multipart_body.hpp"

#include <set>

#include "support/catch.hpp"
#include "unit/http/body_reading.hpp"

using namespace crmlink;
using namespace crmlink::test;
using http::MultipartBody;
using http::MultipartFile;

namespace {

std::shared_ptr<MultipartBody> form() {
  return MultipartBody::make_with_boundary("B").value();
}

MultipartFile wave(std::string file_name, std::string content) {
  MultipartFile file("file", std::move(file_name), std::make_shared<TextSource>(content));
  file.content_type = "audio/wav";
  return file;
}

/// Returns the Content-Disposition of a form with that file alone.
std::string disposition(const std::string& field, const std::string& file_name) {
  const auto body = form();
  REQUIRE(body->add_file(MultipartFile(field, file_name, std::make_shared<TextSource>("x"))));
  const auto text = read_all(*body).value();
  const std::string_view begin = "--B\r\nContent-Disposition: form-data; ";
  REQUIRE(text.substr(0, begin.size()) == begin);
  return text.substr(begin.size(), text.find("\r\n", begin.size()) - begin.size());
}

}  // namespace

TEST_CASE("a form has its fields and files, byte for byte") {
  const auto body = form();
  REQUIRE(body->add_field("record", "42"));
  REQUIRE(body->add_file(wave("call.wav", "RIFF....")));
  REQUIRE(body->add_field("meta", "{}", "application/json"));
  const std::string expected =
      "--B\r\n"
      "Content-Disposition: form-data; name=\"record\"\r\n"
      "\r\n"
      "42\r\n"
      "--B\r\n"
      "Content-Disposition: form-data; name=\"file\"; filename=\"call.wav\"\r\n"
      "Content-Type: audio/wav\r\n"
      "\r\n"
      "RIFF....\r\n"
      "--B\r\n"
      "Content-Disposition: form-data; name=\"meta\"\r\n"
      "Content-Type: application/json\r\n"
      "\r\n"
      "{}\r\n"
      "--B--\r\n";
  CHECK(body->content_type() == "multipart/form-data; boundary=B");
  CHECK(body->size() == expected.size());
  CHECK(body->can_repeat());
  for (const std::size_t room : {1U, 7U, 4096U})
    CHECK(read_all(*body, room).value() == expected);
}

TEST_CASE("a form without fields ends at once") {
  CHECK(read_all(*form()).value() == "--B--\r\n");
}

TEST_CASE("no name ends its quotes or its line") {
  CHECK(disposition("file", "a\"b.wav") == R"(name="file"; filename="a%22b.wav")");
  CHECK(disposition("file", "a\r\nX-Evil: 1") == R"(name="file"; filename="a%0D%0AX-Evil: 1")");
  CHECK(disposition("a\"\r\n", "\n") == R"(name="a%22%0D%0A"; filename="%0A")");
  CHECK(disposition("file", std::string("\0\x7F\t", 3)) == R"(name="file"; filename="%00%7F%09")");
}

TEST_CASE("names go as UTF-8, and what isn't a danger as it is") {
  CHECK(disposition("Anhänge", "Gespräch 🎧.wav") ==
        R"(name="Anhänge"; filename="Gespräch 🎧.wav")");
  CHECK(disposition("f", "100%\\;='.wav") == R"(name="f"; filename="100%\;='.wav")");
  CHECK(disposition("f", "") == R"(name="f"; filename="")");
}

TEST_CASE("a content type that isn't one line is refused, and so is a file without a source") {
  const auto body = form();
  auto file = wave("a", "b");
  file.content_type = "audio/wav\r\nX-Evil: 1";
  CHECK(body->add_file(file).error() == Errc::invalid_argument);
  CHECK(body->add_field("a", "b", "text/plain\n").error() == Errc::invalid_argument);
  CHECK(body->add_file(MultipartFile("a", "b", nullptr)).error() == Errc::invalid_argument);
  CHECK(read_all(*body).value() == "--B--\r\n");
}

TEST_CASE("a file without a content type has no such line") {
  const auto body = form();
  auto file = wave("a", "b");
  file.content_type.clear();
  REQUIRE(body->add_file(file));
  CHECK(read_all(*body).value().find("Content-Type") == std::string::npos);
}

TEST_CASE("every form has a boundary of its own, of 128 random bits") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i)
    seen.insert(MultipartBody::make().value()->content_type());
  CHECK(seen.size() == 100);
  const std::string_view begin = "multipart/form-data; boundary=crmlink-";
  CHECK(seen.begin()->substr(0, begin.size()) == begin);
  CHECK(seen.begin()->size() == begin.size() + 32);
}

TEST_CASE("a boundary of one's own is quoted where it must be, and refused where it can't be") {
  CHECK(MultipartBody::make_with_boundary("a:b").value()->content_type() ==
        R"(multipart/form-data; boundary="a:b")");
  CHECK(MultipartBody::make_with_boundary(std::string(70, 'x')));
  for (const auto& wrong : {std::string(), std::string(71, 'x'), std::string("a b"),
                            std::string("a\r\nb"), std::string("a\"b")})
    CHECK(MultipartBody::make_with_boundary(wrong).error() == Errc::invalid_argument);
}

TEST_CASE("a form has no size when one of its files has none, and isn't repeated when one can't") {
  const auto body = form();
  const auto source = std::make_shared<TextSource>("abc");
  REQUIRE(body->add_file(MultipartFile("a", "a", source)));
  source->announced.reset();
  CHECK_FALSE(body->size());
  source->repeatable = false;
  CHECK_FALSE(body->can_repeat());
  CHECK(read_all(*body).value().find("\r\n\r\nabc\r\n--B--") != std::string::npos);
}

TEST_CASE("a file that fails says which part of the form it is, and no name") {
  const auto body = form();
  const auto source = std::make_shared<TextSource>("abc");
  REQUIRE(body->add_field("a", "b"));
  REQUIRE(body->add_file(MultipartFile("planted", "planted", source)));
  source->announced = 4;
  CHECK(read_all(*body).error().detail() ==
        "part 2 of the form: the source ended 1 bytes too early");
  source->lost = true;
  CHECK(read_all(*body).error().detail() == "part 2 of the form: the tape is gone");
}
