// Ranges of more than seven days.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

struct Asked {
  std::int64_t start;
  std::int64_t end;
  std::int64_t limit;
  std::int64_t offset;
};

Asked asked(const http::Request& request) {
  const auto body = boost::json::parse(request.body);
  const auto at = [&](const char* name) { return body.at(name).as_int64(); };
  return {at("start"), at("end"), at("limit"), at("offset")};
}

/// Answers with the messages of a list that are in the range, both ends included, as asked.
struct Server {
  std::vector<std::pair<std::string, std::int64_t>> list;
  bool end_inclusive = true;
  bool start_inclusive = true;

  Result<http::Response> operator()(const http::Request& request) const {
    const auto range = asked(request);
    std::vector<std::string> found;
    for (const auto& [text, ts] : list)
      if ((ts > range.start || (start_inclusive && ts == range.start)) &&
          (ts < range.end || (end_inclusive && ts == range.end)))
        found.push_back(message(text, ts));
    const auto before = std::min(static_cast<std::size_t>(range.offset), found.size());
    found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(before));
    return http::Response(200, {}, reply(found));
  }
};

}  // namespace

TEST_CASE("a long range is cut into windows of seven days, in order, edge to edge") {
  ExportStand stand(config(), MessageQuery(day(1), day(20)));
  stand.transport->answer_all([](const auto&) { return http::Response(200, {}, "[]"); });
  stand.all();
  const auto& requests = stand.transport->requests();
  REQUIRE(requests.size() == 3);
  auto begin = ms(day(1));
  for (const auto& request : requests) {
    CHECK(asked(request).start == begin);
    begin = asked(request).end;
    CHECK(begin - asked(request).start <= 7LL * 24 * 3600 * 1000);
  }
  CHECK(begin == ms(day(20)));
  CHECK(stand.progress.windows == 3);
  CHECK(stand.progress.windows_done == 3);
}

TEST_CASE("a week with a change of the clocks is as long as any other") {
  // Europe's summer time begins on 29 March 2026.
  ExportStand stand(config(), MessageQuery(day(23), day(23) + 24h * 14));
  stand.transport->answer_all([](const auto&) { return http::Response(200, {}, "[]"); });
  stand.all();
  const auto& requests = stand.transport->requests();
  REQUIRE(requests.size() == 2);
  CHECK(asked(requests[0]).end - asked(requests[0]).start == 604'800'000);
  CHECK(asked(requests[1]).end - asked(requests[1]).start == 604'800'000);
}

TEST_CASE("nothing is lost or repeated at an edge, whichever ends the server includes") {
  Server server;
  std::tie(server.start_inclusive, server.end_inclusive) =
      GENERATE(table<bool, bool>({{true, true}, {true, false}, {false, true}}));
  const auto limit = GENERATE(std::size_t{0}, std::size_t{1000});
  const auto edge = ms(day(8));
  server.list = {{"before", edge - 1}, {"at", edge}, {"at too", edge}, {"behind", edge + 1}};
  ExportStand stand(config(limit), MessageQuery(day(1), day(10)));
  stand.transport->answer_all(server);
  CHECK(stand.all(2) == Texts{"before", "at", "at too", "behind"});
  CHECK(stand.progress.messages == 4);
  CHECK(stand.progress.repeats == (server.start_inclusive && server.end_inclusive ? 2 : 0));
}

TEST_CASE("an edge is without repetition when the export was resumed there") {
  const auto edge = ms(day(8));
  Server server{.list = {{"at", edge}, {"at too", edge}, {"behind", edge + 1}}};
  ExportStand stand(config(), MessageQuery(day(1), day(10)));
  stand.transport->answer_all(server);
  Texts texts = stand.next(1);
  for (int pulls = 0; pulls < 10 && !(*stand.result)->end; ++pulls) {
    stand.resume(stand.token);
    for (auto& text : stand.next(1))
      texts.push_back(text);
  }
  CHECK(texts == Texts{"at", "at too", "behind"});
}

TEST_CASE("with seconds an edge is a second wide") {
  auto of_seconds = config();
  of_seconds.epoch_unit = EpochUnit::seconds;
  const auto edge = ms(day(8)) + 400;
  ExportStand stand(of_seconds, MessageQuery(day(1), day(10)));
  stand.transport->answer_all(
      [&](const auto&) { return http::Response(200, {}, reply({message("at", edge)})); });
  CHECK(stand.all() == Texts{"at"});
}

TEST_CASE("shorter windows are asked for when configured") {
  auto daily = config();
  daily.window = 24h;
  ExportStand stand(daily, MessageQuery(day(1), day(3) + 1ms));
  stand.transport->answer_all([](const auto&) { return http::Response(200, {}, "[]"); });
  stand.all();
  REQUIRE(stand.transport->requests().size() == 3);
  CHECK(asked(stand.transport->requests()[2]).end - asked(stand.transport->requests()[2]).start ==
        1);
}
