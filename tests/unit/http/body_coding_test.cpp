#include <string>

#include "http/response_parser.hpp"
#include "support/catch.hpp"
#include "support/compress.hpp"

using namespace crmlink;
using namespace crmlink::http;
using test::compress;
using test::Compression;

namespace {

constexpr std::size_t most_body = 20'000;

/// Writes a reply whose body is as long as it says.
std::string reply_with(std::string_view coding_fields, std::string_view body) {
  std::string wire("HTTP/1.1 200 OK\r\n");
  wire.append(coding_fields).append("Content-Length: ").append(std::to_string(body.size()));
  return wire.append("\r\n\r\n").append(body);
}

std::string chunked_reply(std::string_view coding_fields, std::string_view body) {
  std::string wire("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
  wire.append(coding_fields).append("\r\n");
  for (const char c : body)
    wire.append("1\r\n").append(1, c).append("\r\n");
  return wire.append("0\r\n\r\n");
}

std::string reply_to_end(std::string_view coding_fields, std::string_view body) {
  std::string wire("HTTP/1.1 200 OK\r\nConnection: close\r\n");
  return wire.append(coding_fields).append("\r\n").append(body);
}

Result<Response> parse(std::string_view wire, std::size_t step = 4096, bool decode = true,
                       Method method = Method::get) {
  ResponseLimits limits(1024, most_body);
  limits.decode = decode;
  ResponseParser parser(method, limits);
  std::string pending;
  for (std::size_t at = 0; at < wire.size() && !parser.done(); at += step) {
    pending += wire.substr(at, step);
    const auto consumed = parser.consume(pending);
    if (!consumed) return consumed.error();
    pending.erase(0, *consumed);
  }
  if (!parser.done()) {
    if (const auto ended = parser.consume_end(); !ended) return ended.error();
  }
  return parser.take();
}

void check_fault(const std::string& wire, Errc code, std::string_view detail) {
  const auto step = GENERATE(as<std::size_t>(), 1, 4096);
  const auto reply = parse(wire, step);
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == code);
  CHECK(reply.error().detail() == detail);
}

const std::string text = [] {
  std::string made;
  for (int i = 0; i < 500; ++i)
    made += "customer " + std::to_string(i * 7919) + "; ";
  return made;
}();

constexpr std::string_view gzip_field = "Content-Encoding: gzip\r\n";
constexpr std::string_view deflate_field = "Content-Encoding: deflate\r\n";

}  // namespace

TEST_CASE("a coded body is decoded however it is framed and cut") {
  const auto [field, format] = GENERATE(table<std::string_view, Compression>({
      {gzip_field, Compression::gzip},
      {"content-encoding: X-GZIP\r\n", Compression::gzip},
      {"Content-Encoding: identity\r\nContent-Encoding: , gzip ,identity\r\n", Compression::gzip},
      {deflate_field, Compression::zlib},
      {deflate_field, Compression::raw_deflate},
  }));
  const auto step = GENERATE(as<std::size_t>(), 1, 7, 4096);
  const auto body = compress(text, format);
  for (const auto& wire :
       {reply_with(field, body), chunked_reply(field, body), reply_to_end(field, body)}) {
    const auto reply = parse(wire, step);
    if (!reply) FAIL(reply.error().message());
    CHECK((reply->body() == text));
    CHECK(reply->field("content-encoding"));
  }
}

TEST_CASE("a parser decodes one reply after the other, in whatever coding") {
  ResponseLimits limits(1024, most_body);
  limits.decode = true;
  ResponseParser parser;
  const auto read = [&](const std::string& wire) {
    parser.restart(Method::get, limits);
    REQUIRE(parser.consume(wire));
    REQUIRE(parser.done());
    return parser.take();
  };
  CHECK((read(reply_with(gzip_field, compress(text, Compression::gzip))).body() == text));
  CHECK(read(reply_with("", "plain")).body() == "plain");
  CHECK_FALSE(parser.decodes());
  CHECK((read(reply_with(deflate_field, compress(text, Compression::zlib))).body() == text));
  CHECK(parser.decodes());
  CHECK((read(reply_with(deflate_field, compress(text, Compression::raw_deflate))).body() == text));
  CHECK((read(reply_with(gzip_field, compress("", Compression::gzip))).body().empty()));
}

TEST_CASE("a gzip stream may have several members") {
  const auto body = compress("one ", Compression::gzip) + compress("", Compression::gzip) +
                    compress("two", Compression::gzip);
  const auto step = GENERATE(as<std::size_t>(), 1, 4096);
  const auto reply = parse(reply_with(gzip_field, body), step);
  REQUIRE(reply);
  CHECK(reply->body() == "one two");
}

TEST_CASE("a body that isn't to be decoded stays as it is") {
  const auto body = compress(text, Compression::gzip);
  const auto unasked = parse(reply_with(gzip_field, body), 4096, false);
  REQUIRE(unasked);
  CHECK((unasked->body() == body));
  for (const std::string_view field :
       {"Content-Encoding: br\r\n", "Content-Encoding: gzip, br\r\n",
        "Content-Encoding: br\r\nContent-Encoding: gzip\r\n", "Content-Encoding: gzipp\r\n"}) {
    const auto unknown = parse(reply_with(field, body));
    REQUIRE(unknown);
    CHECK((unknown->body() == body));
    CHECK(unknown->field("content-encoding"));
  }
}

TEST_CASE("a reply without a body needs nothing decoded, whatever it says") {
  const auto bare = [](std::string_view status) {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Encoding: gzip\r\n\r\n";
  };
  CHECK(parse(bare("204 No Content"))->body().empty());
  CHECK(parse(bare("304 Not Modified"))->body().empty());
  CHECK(parse(reply_with(gzip_field, ""))->body().empty());
  CHECK(parse(chunked_reply(gzip_field, ""))->body().empty());
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n";
  CHECK(parse(head, 4096, true, Method::head)->body().empty());
}

TEST_CASE("a coded stream that doesn't end is refused") {
  const auto cut = [](Compression format, std::size_t missing) {
    auto body = compress(text, format);
    body.resize(body.size() - missing);
    return body;
  };
  check_fault(reply_with(gzip_field, cut(Compression::gzip, 1)), Errc::malformed_response,
              "the reply's gzip stream is cut off");
  check_fault(chunked_reply(gzip_field, cut(Compression::gzip, 100)), Errc::malformed_response,
              "the reply's gzip stream is cut off");
  check_fault(reply_to_end(deflate_field, cut(Compression::zlib, 1)), Errc::malformed_response,
              "the reply's deflate stream is cut off");
}

TEST_CASE("bytes behind a coded stream are refused") {
  check_fault(reply_with(gzip_field, compress(text, Compression::gzip) + "more"),
              Errc::malformed_response, "the reply's gzip stream is followed by something else");
  check_fault(reply_with(deflate_field, compress(text, Compression::zlib) + '\x1F'),
              Errc::malformed_response, "the reply's deflate stream is followed by something else");
}

TEST_CASE("a damaged coded stream is refused") {
  auto wrong_sum = compress(text, Compression::gzip);
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  check_fault(reply_with(gzip_field, wrong_sum), Errc::malformed_response,
              "the reply's gzip stream is damaged");
  check_fault(reply_with(gzip_field, "not compressed at all"), Errc::malformed_response,
              "the reply's gzip stream is damaged");
  check_fault(reply_with(deflate_field, std::string(40, '\xFF')), Errc::malformed_response,
              "the reply's deflate stream is damaged");
  // A preset dictionary (RFC 1950 §2.2) that nobody has.
  check_fault(reply_with(deflate_field, std::string("\x78\xBB\0\0\0\1\3\0", 8)),
              Errc::malformed_response, "the reply's deflate stream is damaged");
}

TEST_CASE("a body that is coded twice is refused") {
  const auto twice = compress(compress(text, Compression::gzip), Compression::gzip);
  for (const std::string_view field : {"Content-Encoding: gzip, gzip\r\n",
                                       "Content-Encoding: deflate\r\nContent-Encoding: gzip\r\n"}) {
    const auto reply = parse(reply_with(field, twice));
    REQUIRE_FALSE(reply);
    CHECK(reply.error() == Errc::malformed_response);
    CHECK(reply.error().detail() == "the reply's body is coded more than once");
  }
}

TEST_CASE("the limit of a body counts its decoded bytes") {
  const std::string just_right(most_body, ' ');
  const auto fits = parse(reply_with(gzip_field, compress(just_right, Compression::gzip)));
  REQUIRE(fits);
  CHECK((fits->body() == just_right));
  check_fault(reply_with(gzip_field, compress(just_right + ' ', Compression::gzip)),
              Errc::body_too_large, "the reply's body is over 20000 bytes");
}

TEST_CASE("what can't be compressed may be a little longer than the limit while it is coded") {
  std::string noise(most_body, '\0');
  std::uint32_t state = 1;
  for (char& c : noise)
    c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  const auto body = compress(noise, Compression::gzip);
  REQUIRE(body.size() > most_body);
  const auto reply = parse(reply_with(gzip_field, body));
  REQUIRE(reply);
  CHECK((reply->body() == noise));
}

TEST_CASE("a coded body that decodes to nothing is limited, too") {
  // Empty stored blocks (RFC 1951 §3.2.4), which a decoder could read for ever.
  std::string wire = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: deflate\r\n\r\n";
  for (int i = 0; i < 10'000; ++i)
    wire.append("\0\0\0\xFF\xFF", 5);
  check_fault(wire, Errc::body_too_large, "the reply's body is over 20000 bytes");
}
