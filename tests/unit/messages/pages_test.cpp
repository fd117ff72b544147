// Paging, and servers that don't do it right.

#include "export_stand.hpp"
#include "paging_server.hpp"

using namespace crmlink;
using namespace crmlink::test;

TEST_CASE("pages go on by the number received until fewer come") {
  const auto [count, asked] = GENERATE(table<std::size_t, std::vector<std::size_t>>(
      {{0, {0}}, {2, {0, 2}}, {3, {0, 3}}, {7, {0, 3, 6}}}));
  ExportStand stand(config(3));
  stand.transport->answer_all(PagingServer({count}));
  CHECK(stand.all() == numbers(count));
  CHECK(offsets(stand) == asked);
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

TEST_CASE("a page of more messages than are remembered that comes again is no endless export") {
  ExportStand stand(config(GENERATE(std::size_t{66'000}, std::size_t{100'000})));
  std::vector<std::string> list;
  for (int n = 0; n < 66'000; ++n)
    list.push_back("{\"ts\":" + std::to_string(n) + "}");
  stand.transport->answer_all(
      [page = reply(list)](const auto&) { return http::Response(200, {}, page); });
  CHECK(stand.next(100'000).size() == 66'000);
  CHECK(stand.failure(100'000).detail().find("doesn't heed the offset") != std::string::npos);
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
  stand.transport->respond(200, "[]");
  CHECK(stand.all(1) == Texts{"ok", "ok"});
}

TEST_CASE("messages come in the server's order, also where that isn't the order of time") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("late", 9), message("early", 1)}));
  CHECK(stand.all() == Texts{"late", "early"});
}
