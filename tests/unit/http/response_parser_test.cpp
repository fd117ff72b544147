#include "http/response_parser.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/held_memory.hpp"

using namespace crmlink;
using namespace crmlink::http;
using crmlink::test::held_memory;

namespace {

const ResponseLimits limits(1024, 64);

struct Reply {
  std::string wire;
  int status;
  std::string body;
  bool keep_alive;
};

/// Feeds `wire` in pieces of `step` bytes, keeping what isn't consumed, as an exchange does.
Result<Response> parse(std::string_view wire, std::size_t step, bool then_close,
                       Method method = Method::get) {
  ResponseParser parser(method, limits);
  std::string pending;
  for (std::size_t at = 0; at < wire.size() && !parser.done(); at += step) {
    pending += wire.substr(at, step);
    const auto consumed = parser.consume(pending);
    if (!consumed) return consumed.error();
    pending.erase(0, *consumed);
  }
  if (then_close) {
    if (const auto ended = parser.consume_end(); !ended) return ended.error();
  }
  if (!parser.done()) return Errc::connection_closed;
  return parser.take();
}

Errc fault_of(std::string_view wire) {
  const auto reply = parse(wire, wire.size(), true);
  REQUIRE_FALSE(reply);
  return static_cast<Errc>(reply.error().code().value());
}

}  // namespace

TEST_CASE("a reply is the same however its bytes are cut") {
  const auto reply = GENERATE(values<Reply>({
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true},
      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", 200, "hello",
       false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
       200, "hello", true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: "
       "late\r\n\r\n",
       200, "hello", true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, "", true},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok",
       true},
      {"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: "
       "0\r\n\r\n",
       404, "", true},
      {"HTTP/1.1 500 \r\nContent-Length: 1\r\n\r\nx", 500, "x", true},
  }));
  for (std::size_t step = 1; step <= reply.wire.size(); ++step) {
    INFO(reply.wire << " in steps of " << step);
    const auto parsed = parse(reply.wire, step, false);
    REQUIRE(parsed);
    CHECK(parsed->status() == reply.status);
    CHECK(parsed->body() == reply.body);
  }
}

TEST_CASE("a reply that is cut off anywhere is not a reply") {
  const std::string_view wire =
      GENERATE(as<std::string_view>{}, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  for (std::size_t size = 0; size < wire.size(); ++size) {
    INFO("after " << size << " bytes of " << wire);
    CHECK_FALSE(parse(wire.substr(0, size), 64, true));
  }
}

TEST_CASE("a reply without a length ends with the connection") {
  const std::string_view wire = "HTTP/1.1 200 OK\r\n\r\nhello";
  const auto parsed = parse(wire, 7, true);
  REQUIRE(parsed);
  CHECK(parsed->body() == "hello");
  CHECK_FALSE(parse(wire, 7, false));
}

TEST_CASE("the reply to HEAD has no body, whatever length it announces") {
  const auto parsed =
      parse("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 9, false, Method::head);
  REQUIRE(parsed);
  CHECK(parsed->body().empty());
  CHECK(parsed->field("content-length") == "5000");
}

TEST_CASE("a trailer isn't a field of the reply") {
  const auto parsed = parse(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Late: "
      "planted\r\n\r\n",
      500, false);
  REQUIRE(parsed);
  CHECK(parsed->body() == "ok");
  CHECK_FALSE(parsed->field("X-Late"));
}

TEST_CASE("the connection is kept only when the server means to") {
  const auto keep_alive = [](std::string_view wire) {
    ResponseParser parser(Method::get, limits);
    REQUIRE(parser.consume(wire));
    REQUIRE(parser.done());
    return parser.keep_alive();
  };
  CHECK(keep_alive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  CHECK_FALSE(keep_alive("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  CHECK_FALSE(keep_alive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
}

TEST_CASE("bytes behind a reply are left alone") {
  ResponseParser parser(Method::get, limits);
  const std::string_view reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  CHECK(parser.consume(std::string(reply) + "HTTP/1.1 200 OK\r\n").value() == reply.size());
  CHECK(parser.done());
}

TEST_CASE("what isn't HTTP/1.1 has a reason") {
  CHECK(fault_of("SSH-2.0-OpenSSH_9.2\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("<html>sorry</html>\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("HTTP/2 200\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 20 OK\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nNo colon\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n") == Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello") ==
        Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n") ==
        Errc::malformed_response);
  CHECK(
      fault_of(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n") ==
      Errc::malformed_response);
  CHECK(fault_of("HTTP/1.1 101 Switching Protocols\r\n\r\n") == Errc::malformed_response);
}

TEST_CASE("a transfer coding that nobody offered isn't handed on as content") {
  const auto coding = GENERATE(as<std::string>(), "gzip", "gzip, chunked", "chunked, chunked",
                               "g\xEFzip, chunked", "x: y, chunked", "");
  CAPTURE(coding);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding +
                 "\r\n\r\n5\r\nhello\r\n0\r\n\r\n") == Errc::malformed_response);
}

TEST_CASE("a reply over a limit is refused while it arrives") {
  const std::string head = "HTTP/1.1 200 OK\r\nX: ";
  CHECK(fault_of(head + std::string(2000, 'a')) == Errc::header_too_large);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n") == Errc::body_too_large);
  CHECK(fault_of("HTTP/1.1 200 OK\r\n\r\n" + std::string(65, 'b')) == Errc::body_too_large);
  CHECK(fault_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n" +
                 std::string(65, 'b')) == Errc::body_too_large);
  std::string interim;
  for (int i = 0; i < 20; ++i)
    interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(fault_of(interim) == Errc::malformed_response);
}

TEST_CASE("what a large reply took is given back when it is forgotten") {
  constexpr std::size_t size = 8U << 20U;
  ResponseParser parser(Method::get, ResponseLimits(1024, size));
  REQUIRE(parser.consume("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
  const auto before = held_memory();
  const std::string body(size - 1, 'b');
  const auto beside = held_memory() - before;
  REQUIRE(parser.consume(body));
  REQUIRE(held_memory() - before > beside + size / 2);
  parser.clear();
  CHECK(held_memory() - before < beside + size / 64);
}
