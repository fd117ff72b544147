// Tokens: storing them, and going on from them.

#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

Error refused(MessageExportConfig config, const std::string& token) {
  TestExecutor executor;
  const auto resumed = MessageExport::resume(std::move(config), nullptr,
                                             MessageExportServices(executor.get()), token);
  REQUIRE_FALSE(resumed);
  CHECK(resumed.error() == Errc::invalid_argument);
  return resumed.error();
}

std::string token_of_two(ExportStand& stand) {
  stand.transport->respond(200, reply({message("a"), message("b"), message("c")}));
  stand.next(2);
  return stand.token;
}

}  // namespace

TEST_CASE("a token goes on behind its batch, and counts on") {
  ExportStand stand;
  const auto token = token_of_two(stand);
  CHECK(stand.stream->progress_at_start().messages == 0);
  CHECK(stand.stream->progress_at_start().windows == 1);
  stand.resume(token + "\n");
  CHECK(stand.stream->progress_at_start().messages == 2);
  stand.transport->respond(200, reply({message("a"), message("b"), message("c")}));
  CHECK(stand.next() == Texts{"c"});
  CHECK(stand.progress.messages == 3);
  CHECK((*stand.result)->end);
}

TEST_CASE("a token of the end stays at the end") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("a")}));
  stand.next();
  stand.resume(stand.token);
  CHECK(stand.next().empty());
  CHECK((*stand.result)->end);
  CHECK(stand.transport->requests().size() == 1);
}

TEST_CASE("every batch's token gives the rest and nothing else") {
  const std::vector<std::string> list{message("a"), "null", message("b"), message("b"),
                                      message("c")};
  for (int pulls = 1; pulls < 5; ++pulls) {
    ExportStand stand;
    stand.transport->answer_all([&](const auto&) { return http::Response(200, {}, reply(list)); });
    Texts texts;
    for (int n = 0; n < pulls; ++n)
      for (const auto& text : stand.next(1))
        texts.push_back(text);
    stand.resume(stand.token);
    for (const auto& text : stand.all(2))
      texts.push_back(text);
    CHECK(texts == Texts{"a", "b", "b", "c"});
  }
}

TEST_CASE("a token of a customer session keeps the session and the range") {
  MessageQuery query(day(1), day(5));
  query.customer_session = "-1.2";
  ExportStand stand(config(), query);
  stand.resume(token_of_two(stand));
  CHECK(stand.stream->query().customer_session == "-1.2");
  CHECK(stand.stream->query().from == day(1));
  CHECK(stand.stream->query().to == day(5));
}

TEST_CASE("messages that changed before the token are an error, not a gap") {
  ExportStand stand;
  const auto token = token_of_two(stand);
  const auto list = GENERATE(std::vector<std::string>{message("b"), message("a"), message("c")},
                             std::vector<std::string>{message("new"), message("a"), message("b")},
                             std::vector<std::string>{message("a")});
  stand.resume(token);
  stand.transport->respond(200, reply(list));
  CHECK(stand.failure() == Errc::invalid_response);
}

TEST_CASE("what follows the token may have changed") {
  ExportStand stand;
  stand.resume(token_of_two(stand));
  stand.transport->respond(200, reply({message("a"), message("b"), message("x"), message("y")}));
  CHECK(stand.next() == Texts{"x", "y"});
}

TEST_CASE("a token holds no message") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("pl4nted", ms(day(5)))}));
  stand.next(1);
  CHECK(stand.token.find("pl4nted") == std::string::npos);
}

TEST_CASE("a token that was damaged in any byte is refused") {
  ExportStand stand;
  const auto token = token_of_two(stand);
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto damaged = token;
    damaged[at] = damaged[at] == '1' ? '2' : '1';
    if (damaged != token) refused(config(), damaged);
    refused(config(), token.substr(0, at));
  }
  refused(config(), token + " 1");
}

TEST_CASE("a token says why it is refused") {
  ExportStand stand;
  auto token = token_of_two(stand);
  CHECK(refused(config(), "hello").detail() == "it isn't a token of an export");
  auto other = config();
  other.provider = "4712";
  CHECK(refused(other, token).detail() == "the resume token is of another provider");
  token.replace(token.find("/2"), 2, "/3");
  CHECK(refused(config(), token).detail() == "it is of another version than crmlink-export/2");
}
