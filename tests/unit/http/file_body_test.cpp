#include "crmlink/http/file_body.hpp"

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::http;
using crmlink::test::TempFolder;

namespace {

Result<std::size_t> pull(FileBody& body, std::span<char> room) {
  Result<std::size_t> answer = Errc::invalid_argument;
  body.pull(room, [&](Result<std::size_t> pulled) { answer = std::move(pulled); });
  return answer;
}

Result<std::string> read_all(FileBody& body) {
  std::string text;
  std::array<char, 4> room;
  if (const auto begun = body.begin(); !begun) return begun.error();
  while (true) {
    const auto size = pull(body, room);
    if (!size) return size.error();
    if (*size == 0) return text;
    text.append(room.data(), *size);
  }
}

std::string why(const Result<std::shared_ptr<FileBody>>& opened) {
  REQUIRE_FALSE(opened);
  CHECK(opened.error() == Errc::body_source_failed);
  CHECK(opened.error().message().find("planted") == std::string::npos);
  return std::string(opened.error().detail());
}

}  // namespace

TEST_CASE("a file is read from its beginning as often as asked") {
  const TempFolder folder;
  const auto body = FileBody::open(folder.write("call.wav", "0123456789")).value();
  CHECK(body->size() == 10U);
  CHECK(body->can_repeat());
  CHECK(read_all(*body).value() == "0123456789");
  CHECK(read_all(*body).value() == "0123456789");
}

TEST_CASE("a part of a file is read") {
  const TempFolder folder;
  const auto path = folder.write("call.wav", "0123456789");
  FileBodyOptions options;
  options.offset = 3;
  CHECK(read_all(*FileBody::open(path, options).value()).value() == "3456789");
  options.length = 5;
  const auto part = FileBody::open(path, options).value();
  CHECK(part->size() == 5U);
  CHECK(read_all(*part).value() == "34567");
  options.length = 0;
  CHECK(read_all(*FileBody::open(path, options).value()).value().empty());
}

TEST_CASE("a file is sent as it was opened, whatever becomes of its name") {
  const TempFolder folder;
  const auto path = folder.write("call.wav", "0123456789");
  const auto body = FileBody::open(path).value();
  std::filesystem::remove(path);
  CHECK(read_all(*body).value() == "0123456789");
}

TEST_CASE("a file that can't be sent says why, and doesn't tell its name") {
  const TempFolder folder;
  CHECK(why(FileBody::open(folder.path("planted"))) ==
        "the file can't be opened: No such file or directory");
  CHECK(why(FileBody::open(folder.path(""))) == "it isn't a regular file");
  REQUIRE(::mkfifo(folder.path("planted-pipe").c_str(), 0600) == 0);
  CHECK(why(FileBody::open(folder.path("planted-pipe"))) == "it isn't a regular file");
}

TEST_CASE("a part that the file doesn't have isn't promised") {
  const TempFolder folder;
  const auto path = folder.write("planted", "0123456789");
  FileBodyOptions options;
  options.offset = 11;
  CHECK(why(FileBody::open(path, options)).find("shorter") != std::string::npos);
  options.offset = 5;
  options.length = 6;
  CHECK(why(FileBody::open(path, options)).find("shorter") != std::string::npos);
  options.length = UINT64_MAX;
  CHECK(why(FileBody::open(path, options)).find("shorter") != std::string::npos);
}

TEST_CASE("a file that changes its length while it is sent is an error") {
  const TempFolder folder;
  const auto path = folder.write("call.wav", "0123456789");
  const auto body = FileBody::open(path).value();
  std::filesystem::resize_file(path, 6);
  CHECK(read_all(*body).error().detail() == "the file has become shorter while it was sent");
  std::filesystem::resize_file(path, 11);
  CHECK(read_all(*body).error().detail() == "the file has become longer while it was sent");
}

TEST_CASE("a file may grow behind the part that was asked for") {
  const TempFolder folder;
  const auto path = folder.write("call.wav", "0123456789");
  FileBodyOptions options;
  options.length = 10;
  const auto body = FileBody::open(path, options).value();
  std::filesystem::resize_file(path, 20);
  CHECK(read_all(*body).value() == "0123456789");
}
