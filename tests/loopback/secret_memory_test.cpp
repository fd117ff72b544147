// What a core dump of the host would show: after a dip, the token is nowhere in the process.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "support/catch.hpp"
#include "support/socket.hpp"
#include "support/temp_folder.hpp"

namespace {

using namespace crmlink;

constexpr std::size_t token_size = 40;
// The token as this process may know it: masked, so that the search doesn't find itself.
using MaskedToken = std::array<unsigned char, token_size>;
constexpr unsigned char mask = 0x5A;

/// The web service, in a process of its own: makes up the token, writes its file, answers one dip.
[[noreturn]] void serve(int listener, int pipe, const std::string& token_file) {
  std::random_device random;
  std::string token(token_size, 'x');
  for (char& c : token)
    c = static_cast<char>('a' + random() % 26);
  std::ofstream(token_file) << token << '\n';
  MaskedToken masked{};
  for (std::size_t i = 0; i < token_size; ++i)
    masked[i] = static_cast<unsigned char>(static_cast<unsigned char>(token[i]) ^ mask);
  if (::write(pipe, masked.data(), masked.size()) != token_size) _exit(2);
  const int client = ::accept(listener, nullptr, nullptr);
  std::string request;
  std::array<char, 1024> piece{};
  while (request.find("\"phone\"") == std::string::npos) {
    const auto size = ::read(client, piece.data(), piece.size());
    if (size <= 0) _exit(3);
    request.append(piece.data(), static_cast<std::size_t>(size));
  }
  const bool authorised =
      request.find("Authorization: Bearer " + token + "\r\n") != std::string::npos;
  const std::string body = R"({"parameters":{"known":{"value":"yes"}}})";
  const std::string reply = std::string("HTTP/1.1 ") + (authorised ? "200 OK" : "401 No") +
                            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                            body;
  _exit(::write(client, reply.data(), reply.size()) > 0 ? 0 : 4);
}

struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

std::vector<Mapping> writable_mappings() {
  std::ifstream maps("/proc/self/maps");
  std::vector<Mapping> found;
  for (std::string line; std::getline(maps, line);) {
    Mapping mapping;
    std::array<char, 5> rights{};
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &mapping.begin, &mapping.end,
                    rights.data()) != 3)
      continue;
    // What is larger is a sanitizer's shadow memory, terabytes that nobody ever wrote a text to.
    const bool holds_data = mapping.end - mapping.begin < std::size_t{1} << 31U;
    if (rights[0] == 'r' && rights[1] == 'w' && holds_data) found.push_back(mapping);
  }
  return found;
}

bool is_token(const unsigned char* text, const MaskedToken& token) {
  for (std::size_t i = 0; i < token_size; ++i)
    if ((text[i] ^ mask) != token[i]) return false;
  return true;
}

/// Counts the token in all memory that this process can write.
std::size_t occurrences(const MaskedToken& token) {
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  std::size_t count = 0;
  // Pieces overlap by less than a token; the buffer lies outside of what is searched until it is
  // given back.
  constexpr std::size_t piece_size = std::size_t{1} << 20U;
  static std::vector<unsigned char> piece(piece_size);
  const auto piece_at = reinterpret_cast<std::uintptr_t>(piece.data());
  for (const Mapping& mapping : writable_mappings()) {
    for (auto at = mapping.begin; at < mapping.end; at += piece_size - token_size) {
      const auto size = std::min<std::size_t>(piece_size, mapping.end - at);
      memory.clear();
      memory.seekg(static_cast<std::streamoff>(at));
      if (!memory.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(size)))
        continue;
      for (std::size_t i = 0; i + token_size <= size; ++i) {
        const bool in_piece = at + i + token_size > piece_at && at + i < piece_at + piece_size;
        if (!in_piece && is_token(piece.data() + i, token)) ++count;
      }
    }
  }
  return count;
}

DataDipConfig parse_profile(std::uint16_t port, const std::string& token_file) {
  return parse_data_dip_config(
             R"({"name": "lookup", "timeout_ms": 20000, "api_url": "http://127.0.0.1:)" +
             std::to_string(port) + R"(/", "api_token": {"file": ")" + token_file +
             R"("}, "request_parameters": [{"key": "phone", "type": "static", "value": "1"}]})")
      .value();
}

}  // namespace

TEST_CASE("after a dip the token is nowhere in the process's memory") {
  const test::TempFolder folder;
  const std::string token_file = folder.path("token");
  const auto listener = testing::bind_loopback("127.0.0.1", SOCK_STREAM);
  REQUIRE(::listen(listener.get(), 1) == 0);
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t service = ::fork();
  if (service == 0) serve(listener.get(), pipe[1], token_file);
  MaskedToken token{};
  REQUIRE(::read(pipe[0], token.data(), token.size()) == token_size);

  DataDipOutcome outcome;
  {
    boost::asio::io_context context;
    auto client = std::make_shared<http::Client>(context.get_executor());
    const DataDipProfile profile(parse_profile(testing::local_port(listener), token_file), client,
                                 DataDipServices(context.get_executor()));
    profile.async_dip({}, {}, [&](DataDipOutcome answer) { outcome = std::move(answer); });
    context.run();
    CHECK(occurrences(token) == 0);  // While client and connection are still there.
  }
  CHECK(occurrences(token) == 0);
  INFO(outcome.reason());
  CHECK(outcome.value_or("known", "") == "yes");

  int status = 0;
  ::waitpid(service, &status, 0);
  CHECK(status == 0);
  ::close(pipe[0]);
  ::close(pipe[1]);

  // The search itself works: a copy that nobody wiped is found.
  std::string copy(token_size, ' ');
  for (std::size_t i = 0; i < token_size; ++i)
    copy[i] = static_cast<char>(token[i] ^ mask);
  CHECK(occurrences(token) >= 1);
}
