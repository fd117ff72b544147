// What a reply is made of, byte by byte.

#include "messages/reply_splitter.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

using Step = ReplySplitter::Step;

/// Returns the elements of a reply that comes in parts of that size; a last one says what is wrong.
std::vector<std::string> split(const std::string& reply, std::size_t size,
                               std::size_t most = 1000) {
  ReplySplitter splitter(most);
  std::vector<std::string> found;
  for (std::size_t at = 0; at < reply.size(); at += size) {
    const auto part = reply.substr(at, size);
    splitter.feed(part);
    std::string_view element;
    Step step = Step::more;
    while ((step = splitter.next(element)) == Step::element)
      found.emplace_back(element);
    if (step == Step::failed) {
      found.push_back("! " + splitter.problem());
      return found;
    }
  }
  if (!splitter.is_complete()) found.emplace_back("! more");
  return found;
}

using Elements = std::vector<std::string>;

}  // namespace

TEST_CASE("elements are found however the reply is cut") {
  const auto [reply, elements] = GENERATE(table<std::string, Elements>({
      {"[]", {}},
      {R"([{"a":1},{"b":[{}]}])", {R"({"a":1})", R"({"b":[{}]})"}},
      {R"([{"messages":[{"a":1},null]},{"messages":[{"messages":[]}]}])",
       {R"({"a":1})", "null", R"({"messages":[]})"}},
      {R"({"n":{"messages":[{}]},"messages" : [ {"x":"]},[{"} ] })", {R"({"x":"]},[{"})"}},
      {R"([{"messages":"none"},{"a":"messages"},{"b":["messages"]}])",
       {R"({"messages":"none"})", R"({"a":"messages"})", R"({"b":["messages"]})"}},
      {R"([{"a":"\\\"]"},true,-1.5,"x"])", {R"({"a":"\\\"]"})", "true", "-1.5", "\"x\""}},
      {R"([{"messages":[{"a":1}],"messages":[{"b":1}]}])", {R"({"a":1})", R"({"b":1})"}},
      {"[{\"messages\":[{}]}", {"{}", "! more"}},
      {"[{\"a\":1}", {"{\"a\":1}", "! more"}},
      {"<html>", {"! it isn't a list in JSON"}},
      {"[]]", {"! more text after the end of the list"}},
      {"[{}{}]", {"{}", "! no comma between two messages"}},
      {R"({"a":1})", {"! it is an object without a list \"messages\""}},
      {R"({"messages":[],"a":x})", {"! what is around the messages isn't JSON"}},
  }));
  for (std::size_t size = 1; size <= reply.size(); ++size) {
    INFO(reply << " in parts of " << size);
    CHECK(split(reply, size) == elements);
  }
}

TEST_CASE("an element may have as many bytes as allowed, and not one more") {
  const std::string element = "{\"a\":\"" + std::string(20, 'x') + "\"}";
  for (std::size_t size = 1; size <= 40; ++size) {
    CHECK(split("[" + element + "]", size, element.size()) == Elements{element});
    CHECK(split("[" + element + "]", size, element.size() - 1) ==
          Elements{"! a message is larger than 27 bytes"});
  }
}

TEST_CASE("a deep text costs no stack and is no message") {
  CHECK(split("[" + std::string(900, '['), 100) == Elements{"! more"});
  CHECK(split("[" + std::string(2000, '['), 100) ==
        Elements{"! a message is larger than 1000 bytes"});
}
