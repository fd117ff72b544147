// The fields of a message.

#include "crmlink/messages/message.hpp"
#include "messages/message_reader.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

Message read(std::string_view json) {
  auto message = read_message(json);
  if (!message) FAIL(message.error().message());
  return *message;
}

}  // namespace

TEST_CASE("a message has all fields of the source page") {
  const auto message = read(R"({"text":"hi ****NAME****","timestamp":"2026-03-01 12:00:00",
    "ts":1772366400123,"sendername":"Kim","senderemail":"kim@example.com","sendertype":"agent",
    "sessionid":"12.5","sentiment":-0.25,"workflow":"billing","workflownodeid":"n7",
    "topic":"refund","score":0.93,"topmatches":[{"topic" : "refund", "score":0.93}],"lang":"en",
    "customersessionid":"-1234.5678","sessionchannel":"whatsapp",
    "sessionchannelinfo":{"number":"+1 222"},"chattype":"agent"})");
  CHECK(message.text == "hi ****NAME****");
  CHECK(message.timestamp == "2026-03-01 12:00:00");
  CHECK(message.ts == 1772366400123);
  CHECK(message.sender_name == "Kim");
  CHECK(message.sender_email == "kim@example.com");
  CHECK(message.sender_type == "agent");
  CHECK(message.sender() == SenderType::agent);
  CHECK(message.session_id == "12.5");
  CHECK(message.sentiment == -0.25);
  CHECK(message.workflow == "billing");
  CHECK(message.workflow_node == "n7");
  CHECK(message.topic == "refund");
  CHECK(message.score == 0.93);
  CHECK(message.top_matches == R"([{"topic":"refund","score":0.93}])");
  CHECK(message.lang == "en");
  CHECK(message.customer_session_id == "-1234.5678");
  CHECK(message.session_channel == "whatsapp");
  CHECK(message.session_channel_info == R"({"number":"+1 222"})");
  CHECK(message.chat_type == "agent");
  CHECK(message.other.empty());
}

TEST_CASE("optional fields may be missing or null") {
  const auto message = read(R"({"text":null,"sendername":null,"ts":null,"score":null})");
  CHECK(message.text.empty());
  CHECK_FALSE(message.sender_name);
  CHECK_FALSE(message.sender_email);
  CHECK_FALSE(message.ts);
  CHECK_FALSE(message.score);
  CHECK(message.sender() == SenderType::unknown);
}

TEST_CASE("ids that are numbers keep every digit") {
  const auto message = read(R"({"sessionid":12345678901234567890.10,"customersessionid":-1.50})");
  CHECK(message.session_id == "12345678901234567890.10");
  CHECK(message.customer_session_id == "-1.50");
}

TEST_CASE("a field of an unexpected type fails nothing") {
  const auto message = read(
      R"({"text":[1, 2],"ts":"1700000000000","sentiment":"good","score":"0.5","lang":true,"topic":{}})");
  CHECK(message.text == "[1,2]");
  CHECK(message.ts == 1700000000000);
  CHECK_FALSE(message.sentiment);
  CHECK(message.score == 0.5);
  CHECK(message.lang == "true");
  CHECK(message.topic == "{}");
}

TEST_CASE("unknown fields are kept as JSON, and the whole message on one line") {
  const auto message =
      read("{ \"text\" : \"a \\n b\",\n \"x\\u0079\" : [ 1.10, \" \\\" \" ] , \"z\": null }");
  REQUIRE(message.other.size() == 2);
  CHECK(message.other[0].first == "xy");
  CHECK(message.other[0].second == R"([1.10," \" "])");
  CHECK(message.other[1].second == "null");
  CHECK(message.json == R"({"text":"a \n b","x\u0079":[1.10," \" "],"z":null})");
  CHECK(message.text == "a \n b");
}

TEST_CASE("what isn't JSON fails, and says nothing of the content") {
  for (const char* wrong : {"{\"text\":\"secret}", "{\"text\":secret}", "{\"a\":1,}", "{", "{]"}) {
    const auto message = read_message(wrong);
    REQUIRE_FALSE(message);
    CHECK(message.error() == Errc::invalid_json);
    CHECK(message.error().message().find("secret") == std::string::npos);
  }
}

TEST_CASE("a session id has a conversation and a segment") {
  const auto id = parse_segment_id("12.5");
  REQUIRE(id);
  CHECK(id->conversation == "12");
  CHECK(id->segment == "5");
  CHECK(*parse_segment_id("12.5") != *parse_segment_id("13.5"));
  for (const char* wrong : {"", "12", ".5", "12."})
    CHECK_FALSE(parse_segment_id(wrong));
}

TEST_CASE("what isn't a whole object in UTF-8 is refused, and nothing beyond it is read") {
  for (const std::string text : {"{\"a\":\"\xff\"}", "\xff", "", "5", "\"{\"", "[]",
                                 "{\"a\":{\"b\":\"\\", "{\"a\":[\"\\\"", "{\"a\"", "{"}) {
    INFO(text);
    // A copy without anything behind it.
    const std::vector<char> exact(text.begin(), text.end());
    const auto message = read_message({exact.data(), exact.size()});
    REQUIRE_FALSE(message);
    CHECK(message.error() == Errc::invalid_json);
    CHECK_FALSE(message.error().detail().empty());
  }
}

TEST_CASE("a field is found by its name on the wire") {
  const auto message = read(R"({"text":"a","ts":5,"score":0.5,"x":"b\"c","y":[1],"z":null})");
  CHECK(message.field("text") == "a");
  CHECK(message.field("ts") == "5");
  CHECK(message.field("score") == "0.5");
  CHECK(message.field("sentiment").empty());
  CHECK(message.field("x") == "b\"c");
  CHECK(message.field("y") == "[1]");
  CHECK(message.field("z").empty());
  CHECK(message.field("nothing").empty());
}
