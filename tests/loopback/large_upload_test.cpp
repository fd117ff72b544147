// A recording of 500 MB, in a form and in base64 inside of JSON, in little memory.

#include <openssl/evp.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "crmlink/http/base64_body.hpp"
#include "crmlink/http/concatenated_body.hpp"
#include "crmlink/http/file_body.hpp"
#include "crmlink/http/multipart_body.hpp"
#include "loopback/harness.hpp"
#include "support/held_memory.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::test;
using http::Base64Body;
using http::ConcatenatedBody;
using http::FileBody;
using http::FileBodyOptions;
using http::MultipartBody;
using http::MultipartFile;

namespace {

constexpr std::uint64_t recording_size = std::uint64_t{500} << 20U;
constexpr std::size_t memory_limit = 32U << 20U;
#ifdef CRMLINK_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// What was sent, without keeping it.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void add(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void add(std::uint64_t count, char byte) {
    const std::string piece(1U << 20U, byte);
    for (; count > 0; count -= std::min<std::uint64_t>(count, piece.size()))
      add(std::string_view(piece).substr(0, count));
  }
  std::uint64_t size() const { return size_; }
  std::string value() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), value.data(), &size);
    return {value.begin(), value.begin() + size};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  std::uint64_t size_ = 0;
};

/// Answers with the digest of what it got.
void answer_with_digest(Conversation& peer) {
  while (true) {
    const auto head = peer.read_head();
    const auto size = std::stoull(head.field("content-length").value_or("0"));
    std::array<char, 16 * 1024> bytes;
    Digest digest;
    while (digest.size() < size)
      digest.add({bytes.data(), peer.read_bytes(bytes)});
    peer.send(make_reply(200, digest.value()));
  }
}

/// The most memory that the process has had, in bytes; zero when the system doesn't tell.
std::size_t most_resident() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:" && status >> word) return std::stoul(word) * 1024;
  return 0;
}

std::string sparse_file(const TempFolder& folder) {
  const auto path = folder.write("call.wav", "");
  std::filesystem::resize_file(path, recording_size);
  return path;
}

/// Sends a body whose file is `recording`, and returns the digest of what arrived.
class Upload {
 public:
  Upload() : server_(answer_with_digest), client_(loop_.executor()) {
    FileBodyOptions options;
    options.on_sent = [this](std::uint64_t bytes) {
      sent_ = bytes;
      most_held_ = std::max(most_held_, held_memory());
    };
    recording_ = FileBody::open(sparse_file(folder_), options).value();
    held_before_ = held_memory();
    resident_before_ = most_resident();
  }
  std::shared_ptr<FileBody> recording() const { return recording_; }
  std::string send(std::shared_ptr<http::BodySource> body, const std::string& content_type) {
    auto request = post(server_.url(), "");
    request.fields.emplace_back("Content-Type", content_type);
    request.body_source = std::move(body);
    const auto reply = loop_.send(client_, std::move(request));
    if (!reply) FAIL(reply.error().message());
    return std::string(reply->body());
  }
  void check_memory() const {
    CHECK(sent_ == recording_size);
    CHECK(most_held_ < held_before_ + (1U << 20U));
    REQUIRE(resident_before_ > 0);
    // A sanitizer's own memory isn't the upload's; without one all of the process is counted.
    CHECK(most_resident() < memory_limit + (sanitized ? resident_before_ : 0));
  }

 private:
  TempFolder folder_;
  Loop loop_;
  ScriptedServer server_;
  Client client_;
  std::uint64_t sent_ = 0;
  std::size_t most_held_ = 0;
  std::size_t held_before_ = 0;
  std::size_t resident_before_ = 0;
  std::shared_ptr<FileBody> recording_;
};

}  // namespace

TEST_CASE("a recording of 500 MB is sent in a form within 32 MB of memory") {
  Upload upload;
  const auto form = MultipartBody::make_with_boundary("B").value();
  REQUIRE(form->add_field("record", "42"));
  REQUIRE(form->add_file(MultipartFile("file", "call.wav", upload.recording())));
  Digest expected;
  expected.add(
      "--B\r\nContent-Disposition: form-data; name=\"record\"\r\n\r\n42\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"call.wav\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\n");
  expected.add(recording_size, '\0');
  expected.add("\r\n--B--\r\n");
  CHECK(form->size() == expected.size());
  CHECK(upload.send(form, form->content_type()) == expected.value());
  upload.check_memory();
}

TEST_CASE("a recording of 500 MB is sent as a data URL in JSON within 32 MB of memory") {
  Upload upload;
  const auto body = std::make_shared<ConcatenatedBody>();
  body->add_text(R"({"data":"data:audio/wav;base64,)");
  body->add_source(std::make_shared<Base64Body>(upload.recording()));
  body->add_text(R"("})");
  Digest expected;
  expected.add(R"({"data":"data:audio/wav;base64,)");
  // Of 500 MiB one third is left over: two bytes, and one character of padding.
  static_assert(recording_size % 3 == 2);
  expected.add(recording_size / 3 * 4 + 3, 'A');
  expected.add(R"(="})");
  CHECK(body->size() == expected.size());
  CHECK(upload.send(body, "application/json") == expected.value());
  upload.check_memory();
}
