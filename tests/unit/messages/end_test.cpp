// Where a window ends, with servers that have a limit of their own.

#include <random>

#include "paging_server.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

MessageExportConfig config_of(std::size_t limit, EndCheck check) {
  auto config = test::config(limit);
  config.confirm_end = check;
  return config;
}

/// 52 weeks of up to a thousand messages, always the same.
std::vector<std::size_t> year() {
  std::minstd_rand random(2026);
  std::vector<std::size_t> weeks;
  for (int n = 0; n < 52; ++n)
    weeks.push_back(1 + random() % 1000);
  return weeks;
}

/// How many weeks have as many messages as any before.
std::size_t records(const std::vector<std::size_t>& weeks) {
  std::size_t count = 0;
  std::size_t most = 0;
  for (const auto week : weeks) {
    if (week >= most) ++count;
    most = std::max(most, week);
  }
  return count;
}

}  // namespace

TEST_CASE("a server with a smaller limit of its own loses nothing") {
  const PagingServer server({0, 50, 100, 250, 100, 1000}, 100);
  const auto check = GENERATE(EndCheck::adaptive, EndCheck::always);
  ExportStand stand(config_of(1000, check), server.query());
  stand.transport->answer_all(server);
  CHECK(stand.all() == numbers(server.count()));
  CHECK(stand.progress.repeats == 0);
}

TEST_CASE("a server with a smaller limit of its own loses nothing, wherever it is resumed") {
  const PagingServer server({0, 5, 10, 25, 10, 30}, 10);
  const auto check = GENERATE(EndCheck::adaptive, EndCheck::always);
  const auto most = GENERATE(std::size_t{1}, std::size_t{3}, std::size_t{10});
  ExportStand stand(config_of(100, check), server.query());
  stand.transport->answer_all(server);
  Texts texts = stand.next(most);
  while (!(*stand.result)->end) {
    stand.resume(stand.token);
    for (auto& text : stand.next(most))
      texts.push_back(std::move(text));
  }
  CHECK(texts == numbers(server.count()));
}

TEST_CASE("a smaller limit is told once, also to who resumes") {
  const PagingServer server({25, 25, 25}, 10);
  ExportStand stand(config(100), server.query());
  stand.transport->answer_all(server);
  stand.next();
  CHECK(stand.lines.empty());
  stand.next();
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0].find("more messages behind a page of fewer than the limit of 100") !=
        std::string::npos);
  stand.resume(stand.token);
  stand.all();
  CHECK(stand.lines.size() == 1);
}

TEST_CASE("once pages were cut short at one length, they may be at another") {
  ExportStand stand(config(100), PagingServer({0, 0}).query());
  for (const auto& page :
       {Texts{"0", "1", "2"}, Texts{"3"}, Texts{}, Texts{"4"}, Texts{"5"}, Texts{}}) {
    std::vector<std::string> messages;
    for (const auto& text : page)
      messages.push_back(message(text));
    stand.transport->respond(200, reply(messages));
  }
  CHECK(stand.all() == numbers(6));
}

TEST_CASE("without a limit of the server's own few pages are asked for in vain") {
  const auto weeks = year();
  const PagingServer server(weeks);
  ExportStand stand(config(5000), server.query());
  stand.transport->answer_all(server);
  CHECK(stand.all(1000) == numbers(server.count()));
  const auto in_vain = stand.transport->requests().size() - weeks.size();
  CHECK(in_vain == records(weeks));
  CHECK(in_vain < 10);
  CHECK(stand.lines.empty());
}

TEST_CASE("who has given a full page has no smaller limit") {
  const PagingServer server({10, 9, 8});
  ExportStand stand(config(10), server.query());
  stand.transport->answer_all(server);
  CHECK(stand.all() == numbers(27));
  CHECK(offsets(stand) == std::vector<std::size_t>{0, 10, 0, 0});
}

TEST_CASE("the end can be confirmed always or never") {
  const PagingServer server({5}, 2);
  const auto check = GENERATE(EndCheck::always, EndCheck::never);
  ExportStand stand(config_of(5, check), server.query());
  stand.transport->answer_all(server);
  CHECK(stand.all() == (check == EndCheck::always ? numbers(5) : numbers(2)));
  CHECK(offsets(stand) == (check == EndCheck::always ? std::vector<std::size_t>{0, 2, 4, 5}
                                                     : std::vector<std::size_t>{0}));
}

TEST_CASE("a server that gives a short page again whatever the offset ends its window with it") {
  ExportStand stand(config(10));
  stand.transport->answer_all(
      [](const auto&) { return http::Response(200, {}, reply({message("0"), message("1")})); });
  CHECK(stand.all() == numbers(2));
  CHECK(stand.progress.repeats == 2);
  CHECK(stand.lines.empty());
}

TEST_CASE("a server that refuses an offset behind its last message leaves a hint") {
  const auto status = GENERATE(400, 404, 503);
  ExportStand stand(config(10));
  stand.transport->respond(200, reply({message("0")}));
  stand.transport->respond(status, "");
  CHECK(stand.next() == numbers(1));
  const auto error = stand.failure();
  CHECK(error.http_status() == status);
  CHECK((error.detail().find("\"confirm_end\": false") != std::string::npos) == (status != 503));
}
