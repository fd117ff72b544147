// Paging, and servers that don't do it right.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

std::pair<std::size_t, std::size_t> page_of(const http::Request& request) {
  const auto body = boost::json::parse(request.body);
  return {static_cast<std::size_t>(body.at("offset").as_int64()),
          static_cast<std::size_t>(body.at("limit").as_int64())};
}

std::vector<std::size_t> offsets(const ExportStand& stand) {
  std::vector<std::size_t> offsets;
  for (const auto& request : stand.transport->requests())
    offsets.push_back(page_of(request).first);
  return offsets;
}

/// Has this many messages, and gives at most `cap` of them at once.
auto pages(std::size_t count, std::size_t cap = 1000) {
  return [count, cap](const http::Request& request) -> Result<http::Response> {
    const auto [offset, limit] = page_of(request);
    std::vector<std::string> found;
    for (auto n = offset; n < std::min(count, offset + std::min(limit, cap)); ++n)
      found.push_back(message(std::to_string(n)));
    return http::Response(200, {}, reply(found));
  };
}

Texts numbers(std::size_t count) {
  Texts texts;
  for (std::size_t n = 0; n < count; ++n)
    texts.push_back(std::to_string(n));
  return texts;
}

}  // namespace

TEST_CASE("pages go on by the number received until fewer come") {
  const auto [count, asked] = GENERATE(table<std::size_t, std::vector<std::size_t>>(
      {{0, {0}}, {2, {0}}, {3, {0, 3}}, {7, {0, 3, 6}}}));
  ExportStand stand(config(3));
  stand.transport->answer_all(pages(count));
  CHECK(stand.all() == numbers(count));
  CHECK(offsets(stand) == asked);
}

TEST_CASE("a server with a limit of its own ends early, unless the end is to be confirmed") {
  auto config = test::config(5);
  config.confirm_end = GENERATE(false, true);
  ExportStand stand(config);
  stand.transport->answer_all(pages(5, 2));
  CHECK(stand.all() == (config.confirm_end ? numbers(5) : numbers(2)));
}

TEST_CASE("a reply of more than the limit is the whole window") {
  ExportStand stand(config(2));
  stand.transport->answer_all([](const auto&) {
    return http::Response(200, {}, reply({message("0"), message("1"), message("2")}));
  });
  CHECK(stand.all() == numbers(3));
  CHECK(stand.transport->requests().size() == 1);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0].find("doesn't heed the limit") != std::string::npos);
}

TEST_CASE("a server that gives the same page again is an error, not an endless export") {
  ExportStand stand(config(2));
  stand.transport->answer_all(
      [](const auto&) { return http::Response(200, {}, reply({message("0"), message("1")})); });
  CHECK(stand.next() == numbers(2));
  const auto error = stand.failure();
  CHECK(error == Errc::invalid_response);
  CHECK(error.detail().find("doesn't heed the offset") != std::string::npos);
}

TEST_CASE("what comes again on a later page is left out, whatever the order of its members") {
  ExportStand stand(config(2));
  stand.transport->respond(200, reply({R"({"text":"0","ts":1})", R"({"text":"1","ts":2})"}));
  stand.transport->respond(200, reply({R"({"ts":2,"score":0.5,"text":"1"})", message("2")}));
  stand.transport->respond(200, reply({message("3")}));
  CHECK(stand.all() == numbers(4));
  CHECK(stand.progress.repeats == 1);
  CHECK(stand.progress.messages == 4);
}

TEST_CASE("what a reply has twice was said twice") {
  ExportStand stand(config(GENERATE(std::size_t{0}, std::size_t{10})));
  stand.transport->respond(200, reply({message("ok"), message("ok")}));
  CHECK(stand.all(1) == Texts{"ok", "ok"});
}

TEST_CASE("messages come in the server's order, also where that isn't the order of time") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("late", 9), message("early", 1)}));
  CHECK(stand.all() == Texts{"late", "early"});
}

TEST_CASE("an interrupted page is asked for from where the caller is") {
  ExportStand stand(config(5));
  stand.transport->answer_all(pages(7));
  CHECK(stand.next(2) == Texts{"0", "1"});
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"2", "3", "4", "5", "6"});
  CHECK(offsets(stand) == std::vector<std::size_t>{0, 2, 7});
}
