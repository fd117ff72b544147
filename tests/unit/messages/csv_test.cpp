// CSV by RFC 4180, and NDJSON.

#include "crmlink/messages/message_csv.hpp"
#include "messages/message_reader.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

std::string line(const std::string& text, bool guard = true) {
  MessageCsvOptions options;
  options.columns = {"text", "lang"};
  options.guard_formulas = guard;
  Message message;
  message.text = text;
  message.lang = "en";
  std::string out;
  MessageCsv(options).append(message, out);
  return out;
}

}  // namespace

TEST_CASE("a line has the columns in their order and ends in CR LF") {
  CHECK(line("hello") == "hello,en\r\n");
  CHECK(line("") == ",en\r\n");
}

TEST_CASE("what a separator could be mistaken for stands in quotes") {
  CHECK(line("a,b") == "\"a,b\",en\r\n");
  CHECK(line("say \"hi\"") == "\"say \"\"hi\"\"\",en\r\n");
  CHECK(line("two\nlines") == "\"two\nlines\",en\r\n");
  CHECK(line("two\r\nlines") == "\"two\r\nlines\",en\r\n");
  CHECK(line(" spaced ") == "\" spaced \",en\r\n");
}

TEST_CASE("no spreadsheet takes a text for a formula") {
  CHECK(line("=1+1") == "'=1+1,en\r\n");
  CHECK(line("+1 222") == "'+1 222,en\r\n");
  CHECK(line("-cmd") == "'-cmd,en\r\n");
  CHECK(line("@x") == "'@x,en\r\n");
  CHECK(line("\t=1") == "'\t=1,en\r\n");
  CHECK(line("=A1,\"b\"") == "\"'=A1,\"\"b\"\"\",en\r\n");
  CHECK(line("=1+1", false) == "=1+1,en\r\n");
}

TEST_CASE("ids and numbers below zero stay as they are") {
  CHECK(line("-1234.5678") == "-1234.5678,en\r\n");
  CHECK(line("-5") == "-5,en\r\n");
  CHECK(line("-5.") == "'-5.,en\r\n");
  CHECK(line("-1.2.3") == "'-1.2.3,en\r\n");
  CHECK(line("-") == "'-,en\r\n");
}

TEST_CASE("by default there are all fields of the source page") {
  std::string out;
  const MessageCsv csv;
  csv.append_header(out);
  CHECK(out ==
        "text,timestamp,ts,sendername,senderemail,sendertype,sessionid,sentiment,workflow,"
        "workflownodeid,topic,score,topmatches,lang,customersessionid,sessionchannel,"
        "sessionchannelinfo,chattype\r\n");
}

TEST_CASE("an unknown field can be a column") {
  MessageCsvOptions options;
  options.columns = {"mood"};
  std::string out;
  MessageCsv(options).append(read_message(R"({"mood":"fine, thanks"})").value(), out);
  CHECK(out == "\"fine, thanks\"\r\n");
}

TEST_CASE("NDJSON has a message as it was sent, on one line") {
  std::string out;
  append_ndjson(read_message("{ \"text\": \"a\\nb\",\n\"n\": 1.10 }").value(), out);
  append_ndjson(read_message("{}").value(), out);
  CHECK(out == "{\"text\":\"a\\nb\",\"n\":1.10}\n{}\n");
}
