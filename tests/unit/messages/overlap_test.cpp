// Going on in the midst of a window by an offset: what came before must be what it was.

#include "paging_server.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

/// Gives what is in the list from the offset on, as far as the limit goes.
struct ListServer {
  std::vector<std::string> list;

  Result<http::Response> operator()(const http::Request& request) const {
    const auto size = static_cast<std::int64_t>(list.size());
    const auto begin = std::min(asked(request, "offset"), size);
    const auto end = std::min(begin + asked(request, "limit"), size);
    return http::Response(200, {}, reply({list.begin() + begin, list.begin() + end}));
  }
};

std::vector<std::string> messages(const Texts& texts) {
  std::vector<std::string> list;
  for (const auto& text : texts)
    list.push_back(text == "null" ? text : message(text));
  return list;
}

/// An export with limit 5 of which "a", "b" and "c" were given.
std::unique_ptr<ExportStand> stand_of_three() {
  auto stand = std::make_unique<ExportStand>(config(5));
  stand->transport->respond(200, reply(messages({"a", "b", "c", "d", "e"})));
  CHECK(stand->next(3) == Texts{"a", "b", "c"});
  stand->resume(stand->token);
  return stand;
}

void check_changed(const Error& error) {
  CHECK(error == Errc::invalid_response);
  CHECK(error.detail() ==
        "the server doesn't have what was exported last in its place any more, so nobody can tell "
        "what is missing; export again from 2026-03-01T00:00:00.000Z, where this window begins");
}

}  // namespace

TEST_CASE("an interrupted page is asked for from the last message that the caller has") {
  ExportStand stand(config(5));
  stand.transport->answer_all(PagingServer({7}));
  CHECK(stand.next(2) == Texts{"0", "1"});
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"2", "3", "4", "5", "6"});
  CHECK(offsets(stand) == std::vector<std::size_t>{0, 1, 6});
  CHECK(stand.progress.repeats == 0);
}

TEST_CASE("only the first page after a resumption begins with what was there before") {
  ExportStand stand(config(2));
  stand.transport->answer_all(PagingServer({7}));
  CHECK(stand.next(2) == Texts{"0", "1"});
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"2", "3", "4", "5", "6"});
  CHECK(offsets(stand) == std::vector<std::size_t>{0, 1, 3, 5, 7});
}

TEST_CASE("a window that changed before the token is an error, not a gap or a repetition") {
  const auto list = GENERATE(Texts{"a", "b", "x", "c", "d"}, Texts{"b", "c", "d", "e"},
                             Texts{"a", "b"}, Texts{}, Texts{"a", "b", "null", "d"});
  auto stand = stand_of_three();
  stand->transport->answer_all(ListServer{messages(list)});
  check_changed(stand->failure());
}

TEST_CASE("a window is checked too when a pull failed in its midst") {
  ExportStand stand(config(1));
  stand.transport->respond(200, reply({message("a")}));
  CHECK(stand.next() == Texts{"a"});
  stand.transport->respond(500, "");
  CHECK(stand.failure() == Errc::http_status);
  stand.transport->answer_all(ListServer{messages({"x", "b"})});
  check_changed(stand.failure());
}

TEST_CASE("what changed behind the token is no matter") {
  auto stand = stand_of_three();
  stand->transport->answer_all(ListServer{messages({"x", "y", "c", "z"})});
  CHECK(stand->all() == Texts{"z"});
  CHECK(stand->progress.messages == 4);
}

TEST_CASE("a limit of one goes on behind the message that is asked for again") {
  const auto check = GENERATE(EndCheck::adaptive, EndCheck::always, EndCheck::never);
  auto config = test::config(1);
  config.confirm_end = check;
  ExportStand stand(config);
  stand.transport->answer_all(PagingServer({3}));
  Texts texts = stand.next();
  while (!(*stand.result)->end) {
    stand.resume(stand.token);
    for (auto& text : stand.next())
      texts.push_back(std::move(text));
  }
  CHECK(texts == numbers(3));
}

TEST_CASE("a full page is full with the message that is asked for again") {
  const auto check = GENERATE(EndCheck::adaptive, EndCheck::always, EndCheck::never);
  auto config = test::config(3);
  config.confirm_end = check;
  ExportStand stand(config);
  stand.transport->answer_all(PagingServer({6}));
  stand.next(2);
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"2", "3", "4", "5"});
  CHECK(offsets(stand) == (check == EndCheck::always ? std::vector<std::size_t>{0, 1, 4, 6}
                                                     : std::vector<std::size_t>{0, 1, 4}));
}

TEST_CASE("a page that has only the message that is asked for again says nothing of the end") {
  // The server gives one message at once, whatever the limit.
  auto config = test::config(10);
  config.confirm_end = GENERATE(EndCheck::adaptive, EndCheck::always);
  ExportStand stand(config);
  stand.transport->answer_all(PagingServer({3}, 1));
  CHECK(stand.next() == Texts{"0"});
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"1", "2"});
}

TEST_CASE("a page with nothing new but the message that is asked for again isn't stuck") {
  ExportStand stand(config(2));
  stand.transport->respond(200, reply(messages({"a", "b"})));
  stand.transport->respond(200, reply(messages({"c", "d"})));
  stand.transport->respond(500, "");
  CHECK(stand.next(2) == Texts{"a", "b"});
  CHECK(stand.next(2) == Texts{"c", "d"});
  CHECK(stand.failure() == Errc::http_status);
  stand.transport->respond(200, reply(messages({"d", "a"})));
  stand.transport->respond(200, reply(messages({"e"})));
  CHECK(stand.all() == Texts{"e"});
  CHECK(stand.progress.repeats == 1);
}

TEST_CASE("a server that gives the first page whatever the offset is told by its first message") {
  auto stand = stand_of_three();
  stand->transport->answer_all([](const auto&) {
    return http::Response(200, {}, reply(messages({"a", "b", "c", "d", "e"})));
  });
  check_changed(stand->failure());
}

TEST_CASE(
    "more than the limit behind the message that is asked for again is the rest of the window") {
  auto stand = stand_of_three();
  stand->transport->respond(200, reply(messages({"c", "d", "e", "f", "g", "h"})));
  CHECK(stand->all(1) == Texts{"d", "e", "f", "g", "h"});
  CHECK(stand->transport->requests().size() == 2);
}

TEST_CASE("more than the limit is read again from its own place, and known by all that was given") {
  auto stand = stand_of_three();
  stand->transport->respond(200, reply(messages({"c", "d", "e", "f", "g", "h", "i", "j", "k"})));
  CHECK(stand->next(6) == Texts{"d", "e", "f", "g", "h", "i"});
  stand->resume(stand->token);
  stand->transport->respond(200, reply(messages({"d", "e", "f", "g", "h", "i", "j", "k"})));
  CHECK(stand->all() == Texts{"j", "k"});
  CHECK(offsets(*stand) == std::vector<std::size_t>{0, 2, 3});
}

TEST_CASE("null and invalid elements are known again, too") {
  auto config = test::config(5);
  config.skip_invalid = true;
  const auto odd = GENERATE(as<std::string>(), "null", R"({"text":"\ud83d"})");
  ExportStand stand(config);
  stand.transport->answer_all(ListServer{{message("a"), odd, message("b")}});
  stand.transport->respond(200, reply({message("a"), odd}));
  CHECK(stand.next() == Texts{"a"});
  stand.resume(stand.token);
  CHECK(stand.all() == Texts{"b"});
  CHECK(stand.progress.left_out == 1);
}

TEST_CASE("a new window begins with no message of the one before") {
  const PagingServer server({2, 2});
  ExportStand stand(config(2), server.query());
  stand.transport->answer_all(server);
  CHECK(stand.next(2) == Texts{"0", "1"});
  CHECK(stand.next(2) == Texts{"2", "3"});
  stand.resume(stand.token);
  CHECK(stand.all().empty());
  CHECK(offsets(stand) == std::vector<std::size_t>{0, 2, 0, 1});
}
