#include "text/url_template.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using text::UrlTemplate;

namespace {

const Vocabulary names{"ACCOUNT_ID", "EMAIL", "MENU_PATH"};

struct Reading {
  std::optional<UrlTemplate> url;
  Complaints complaints;
};

Reading read(std::string_view source) {
  auto document = ConfigDocument::parse("test", "{\"url\": \"" + std::string(source) + "\"}");
  auto root = document.root();
  Reading reading;
  reading.url = UrlTemplate::read(*root.find("url"), source, names);
  if (const auto verdict = document.finish(); !verdict)
    reading.complaints = {verdict.error().complaints().begin(), verdict.error().complaints().end()};
  CHECK(reading.url.has_value() == reading.complaints.empty());
  return reading;
}

std::string expand(std::string_view source, const Variables& variables) {
  const auto reading = read(source);
  REQUIRE(reading.url);
  std::string out;
  const auto presence = reading.url->expand(variables, out);
  REQUIRE(presence);
  CHECK((*presence == Presence::absent) == out.empty());
  return out;
}

}  // namespace

TEST_CASE("a URL's variables are encoded for where they stand") {
  CHECK(expand("https://crm.example/a/{ACCOUNT_ID}?mail={EMAIL}&x=1",
               {{"ACCOUNT_ID", "a/b?c"}, {"EMAIL", "kim+1@crm.example"}}) ==
        "https://crm.example/a/a%2Fb%3Fc?mail=kim%2B1%40crm.example&x=1");
}

TEST_CASE("a pair without a value leaves the query, one that was written so stays") {
  CHECK(expand("https://crm.example/?mail={EMAIL}&flag&empty=&menu={MENU_PATH}",
               {{"MENU_PATH", "a"}}) == "https://crm.example/?flag&empty=&menu=a");
  CHECK(expand("https://crm.example/x?mail={EMAIL}", {}) == "https://crm.example/x");
}

TEST_CASE("a URL isn't formed without a variable of its path or its fragment") {
  CHECK(expand("https://crm.example/a/{ACCOUNT_ID}", {}).empty());
  CHECK(expand("https://crm.example/#/a/{ACCOUNT_ID}", {{"EMAIL", "x"}}).empty());
  CHECK(expand("https://crm.example/?m={EMAIL}#/a/{ACCOUNT_ID}",
               {{"ACCOUNT_ID", "7"}, {"EMAIL", "x"}}) == "https://crm.example/?m=x#/a/7");
  const auto url = read("https://crm.example/a/{ACCOUNT_ID}").url.value();
  CHECK(url.missing({}) == "ACCOUNT_ID");
  CHECK(url.missing({{"ACCOUNT_ID", "7"}}).empty());
}

TEST_CASE("pairs are added to a query, their keys encoded") {
  auto url = read("https://crm.example/x?a=1").url.value();
  const TextTemplate::Options options(Slot::url_query, names);
  url.add_query("f[mail]", TextTemplate::parse("{EMAIL}", options).value(), false);
  url.add_query("kept", TextTemplate::parse("{EMAIL}", options).value(), true);
  std::string out;
  REQUIRE(url.expand({}, out));
  CHECK(out == "https://crm.example/x?a=1&kept=");
  out.clear();
  REQUIRE(url.expand({{"EMAIL", "a b"}}, out));
  CHECK(out == "https://crm.example/x?a=1&f%5Bmail%5D=a%20b&kept=a%20b");
}

TEST_CASE("a URL that a caller could turn elsewhere, and one that is none, are complaints") {
  CHECK(read("https://{EMAIL}/x").complaints.size() == 1);
  CHECK(read("https://crm.example:{EMAIL}/x").complaints.size() == 1);
  CHECK(read("/x/{EMAIL}").complaints.size() == 1);
  CHECK(read("https://crm.example/x?{EMAIL}=1").complaints.size() == 1);
  const auto two = read("https://crm.example/{MAIL}?a={EMIAL}").complaints;
  REQUIRE(two.size() == 2);
  REQUIRE(two[1].position);
  CHECK(two[1].position->column ==
        std::string_view(R"({"url": "https://crm.example/{MAIL}?a={)").size());
}

TEST_CASE("a path's variable can't climb") {
  const auto url = read("https://crm.example/a/{ACCOUNT_ID}").url.value();
  std::string out;
  const auto presence = url.expand({{"ACCOUNT_ID", ".."}}, out);
  REQUIRE_FALSE(presence);
  CHECK(presence.error() == Errc::invalid_value);
  CHECK(out.empty());
}
