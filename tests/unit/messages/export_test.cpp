// One window, one reply.

#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

TEST_CASE("the messages of a window come in the server's order, with the end") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("hello"), message("how are you?", 5)}));
  CHECK(stand.next() == Texts{"hello", "how are you?"});
  CHECK((*stand.result)->end);
  CHECK(stand.progress.windows_done == 1);
  CHECK(stand.progress.messages == 2);
  CHECK(stand.transport->requests().size() == 1);
}

TEST_CASE("both shapes of a reply are read") {
  const std::string list = message("a") + "," + message("b");
  const auto shape =
      GENERATE_COPY(as<std::string>(), R"([{"messages":[)" + list + "]}]", "[" + list + "]",
                    R"({"messages":[)" + list + "]}",
                    R"([{"messages":[)" + message("a") + R"(]},{"n":1,"messages":[)" +
                        message("b") + R"(],"more":{"x":[1]}}])",
                    "\xEF\xBB\xBF [ " + list + " ] \n");
  INFO(shape);
  ExportStand stand;
  stand.transport->respond(200, shape);
  CHECK(stand.next() == Texts{"a", "b"});
}

TEST_CASE("nothing found is an end without messages") {
  const auto empty = GENERATE(as<std::string>(), "[]", R"([{"messages":[]}])", " [ ] ");
  ExportStand stand;
  stand.transport->respond(200, empty);
  CHECK(stand.next().empty());
  CHECK((*stand.result)->end);
  CHECK(stand.next().empty());
  CHECK((*stand.result)->end);
  CHECK(stand.transport->requests().size() == 1);
}

TEST_CASE("a pull gives no more than was asked for, and what is left comes later") {
  ExportStand stand;
  stand.transport->respond(200, reply({message("a"), message("b"), message("c")}));
  CHECK(stand.next(2) == Texts{"a", "b"});
  CHECK_FALSE((*stand.result)->end);
  CHECK(stand.next(2) == Texts{"c"});
  CHECK((*stand.result)->end);
  CHECK(stand.transport->requests().size() == 1);
}

TEST_CASE("any status but 200 is an error") {
  const auto status = GENERATE(204, 401, 404, 500);
  ExportStand stand;
  stand.transport->respond(status, status == 204 ? "" : "no way");
  const auto error = stand.failure();
  CHECK(error == Errc::http_status);
  CHECK(error.http_status() == status);
  CHECK(error.where() == (std::string("reporting: POST https://engage.example/KoopidPartnerServer/"
                                      "api/APIEndpoint/Dashboard/Messages?…")));
}

TEST_CASE("a server that quotes the key doesn't get it into the error") {
  ExportStand stand;
  stand.transport->respond(401, "k3y isn't a key");
  CHECK(stand.failure().server_text() == "******** isn't a key");
}

TEST_CASE("a transport's error names its request once") {
  ExportStand stand;  // Without an answer its transport fails.
  const auto text = stand.failure().message();
  CHECK(text.starts_with("reporting: POST https://engage.example/"));
  CHECK(text.find("POST") == text.rfind("POST"));
}

TEST_CASE("a reply that isn't a whole list of messages is an error, and tells nothing of it") {
  const auto body = GENERATE_COPY(
      as<std::string>(), "<html>secret</html>", "", "secret", "[", R"([{"messages":[)",
      R"([{"messages":[)" + message("secret"), R"([{"messages":[{"text":"secr)",
      R"([{"messages":[{"text":"secret"}]})", R"({"error":"secret"})", "[1]", R"(["secret"])",
      "[{}] secret", "[{},]", "[,{}]", R"([{"text":secret}])", R"([{"a":1]])",
      R"([{"messages":[],"x":secret}])", R"([{} {}])", "[{\"text\":\"\xFFsecret\"}]",
      R"([{"text":"\ud83d secret"}])");
  INFO(body);
  ExportStand stand;
  stand.transport->respond(200, body);
  const auto error = stand.failure();
  CHECK(error == Errc::invalid_response);
  CHECK(error.message().find("secret") == std::string::npos);
  CHECK_FALSE(error.detail().empty());
}

TEST_CASE("null among the messages is left out and counted") {
  ExportStand stand;
  stand.transport->respond(200, reply({"null", message("a"), "null"}));
  CHECK(stand.all() == Texts{"a"});
  CHECK(stand.progress.left_out == 2);
}

TEST_CASE("an invalid message can be left out instead of ending the export") {
  auto config = test::config();
  config.skip_invalid = true;
  ExportStand stand(config);
  stand.transport->respond(200, reply({message("a"), R"({"text":"\ud83d"})", message("b")}));
  CHECK(stand.all() == Texts{"a", "b"});
  CHECK(stand.progress.left_out == 1);
}

TEST_CASE("a message that is too large is an error") {
  auto config = test::config();
  config.max_message_bytes = 1024;
  ExportStand stand(config);
  stand.transport->respond(200, reply({message("a"), message(std::string(1024, 'x'))}));
  CHECK(stand.failure().detail() == "a message is larger than 1024 bytes");
}
