#include "http/redirect.hpp"

#include <algorithm>
#include <string>

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

Request make(Method method, std::string_view url) {
  Request request(method, Url::parse(url).value());
  request.shared_fields = SharedFields::make({{"X-Api-Key", "k"}, {"Accept", "*/*"}}).value();
  request.fields.emplace_back("Cookie", "c=1");
  request.fields.emplace_back("Content-Type", "text/plain");
  request.bearer = Secret::literal("t0ken");
  request.secret_fields.emplace_back("X-Key", Secret::literal("k"));
  request.body = "body";
  return request;
}

Response moved(int status, std::string location) {
  return Response(status, {{"Location", std::move(location)}}, "");
}

std::string target_of(std::string_view base, std::string location) {
  const auto next = follow_redirect(make(Method::get, base), moved(302, std::move(location)));
  if (!next) return std::string(next.error().detail());
  return next->url.to_string();
}

std::string names(const Request& request) {
  std::string all;
  for (const Field& field : request.shared_fields.list())
    all += field.name + ' ';
  for (const Field& field : request.fields)
    all += field.name + ' ';
  return all;
}

}  // namespace

TEST_CASE("only those statuses redirect that say where, and to one place") {
  for (const int status : {301, 302, 303, 307, 308})
    CHECK(is_redirect(moved(status, "/")));
  for (const int status : {200, 201, 300, 304, 305, 306, 400})
    CHECK_FALSE(is_redirect(moved(status, "/")));
  CHECK_FALSE(is_redirect(Response(302, {}, "")));
}

TEST_CASE("a Location is resolved against the URL that was asked") {
  const std::string base = "http://a.example/b/c/d;p?q";
  // RFC 3986 §5.4, as far as they can be asked.
  CHECK(target_of(base, "http://g.example") == "http://g.example/");
  CHECK(target_of(base, "g") == "http://a.example/b/c/g");
  CHECK(target_of(base, "./g/") == "http://a.example/b/c/g/");
  CHECK(target_of(base, "/g") == "http://a.example/g");
  CHECK(target_of(base, "//g.example/x") == "http://g.example/x");
  CHECK(target_of(base, "?y") == "http://a.example/b/c/d;p?y");
  CHECK(target_of(base, "g?y#s") == "http://a.example/b/c/g?y");
  CHECK(target_of(base, "") == "http://a.example/b/c/d;p?q");
  CHECK(target_of(base, "..") == "http://a.example/b/");
  CHECK(target_of(base, "../../../g") == "http://a.example/g");
  CHECK(target_of(base, "../../../../g/h") == "http://a.example/g/h");
  CHECK(target_of(base, "../../../..") == "http://a.example/");
  CHECK(target_of(base, "/../g") == "http://a.example/g");
  CHECK(target_of(base, "/./g%20h/../i") == "http://a.example/i");
  CHECK(target_of("https://a.example:8443/x", "/y") == "https://a.example:8443/y");
}

TEST_CASE("what can't be asked is refused, and not shown") {
  const std::string base = "https://a.example/";
  const std::string no_url = "its Location isn't a URL";
  const std::string not_http = "its Location isn't one of http or https that can be asked";
  CHECK(target_of(base, "/with space") == no_url);
  CHECK(target_of(base, "/caf\xC3\xA9") == no_url);
  CHECK(target_of(base, "https://[1::2/") == no_url);
  CHECK(target_of(base, "ftp://a.example/") == not_http);
  CHECK(target_of(base, "mailto:a@b.example") == not_http);
  CHECK(target_of(base, "https://user:secret@a.example/") == not_http);
  CHECK(target_of(base, "http://a.example/x?key=secret") ==
        "it leads from https to http, to http://a.example/x?\xE2\x80\xA6");
}

TEST_CASE("the status says what becomes of method and body") {
  using Row = std::tuple<int, Method, Method, std::string>;
  const auto [status, before, after, body] = GENERATE(table<int, Method, Method, std::string>({
      Row{301, Method::post, Method::get, ""},
      Row{302, Method::post, Method::get, ""},
      Row{303, Method::post, Method::get, ""},
      Row{303, Method::put, Method::get, ""},
      Row{303, Method::delete_, Method::get, ""},
      Row{303, Method::head, Method::head, "body"},
      Row{301, Method::put, Method::put, "body"},
      Row{302, Method::delete_, Method::delete_, "body"},
      Row{307, Method::post, Method::post, "body"},
      Row{308, Method::patch, Method::patch, "body"},
  }));
  CAPTURE(status, to_string(before));
  const auto next = follow_redirect(make(before, "http://a.example/"), moved(status, "/next"));
  REQUIRE(next);
  CHECK(next->method == after);
  CHECK(next->body == body);
  CHECK(names(*next) ==
        (body.empty() ? "X-Api-Key Accept Cookie " : "X-Api-Key Accept Cookie Content-Type "));
  CHECK(next->bearer);
}

TEST_CASE("to another origin goes nothing that may be a credential") {
  const auto location = GENERATE(as<std::string>(), "http://b.example/", "http://a.example:8080/",
                                 "https://a.example/", "//www.a.example/");
  const auto next = follow_redirect(make(Method::post, "http://a.example/"), moved(308, location));
  REQUIRE(next);
  CHECK_FALSE(next->bearer);
  CHECK(next->secret_fields.empty());
  CHECK(names(*next) == "Accept Content-Type ");
  CHECK(next->body == "body");
}

TEST_CASE("the same origin may be written in another way") {
  const auto next = follow_redirect(make(Method::get, "http://a.example/"),
                                    moved(301, "HTTP://A.Example:80/next"));
  REQUIRE(next);
  CHECK(next->bearer);
  CHECK(next->secret_fields.size() == 1);
  CHECK(names(*next) == "X-Api-Key Accept Cookie Content-Type ");
}
