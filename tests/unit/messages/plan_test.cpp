// The requests, as the source page has them.

#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

http::Request request_of(MessageExportConfig config, const std::string& session = "") {
  MessageQuery query(day(1), day(5));
  query.customer_session = session;
  ExportStand stand(std::move(config), query);
  stand.transport->respond(200, "[]");
  stand.next();
  return stand.transport->requests().at(0);
}

}  // namespace

TEST_CASE("messages of a provider are asked for by POST") {
  const auto request = request_of(config(50));
  CHECK(request.method == http::Method::post);
  CHECK(request.url.to_string() ==
        "https://engage.example/KoopidPartnerServer/api/APIEndpoint/Dashboard/"
        "Messages?providerid=4711");
  CHECK(
      request.body ==
      R"({"providerId":4711,"start":1772323200000,"end":1772668800000,"limit":50,"offset":0,"interval":"1d"})");
  CHECK(request.repeatable == true);
}

TEST_CASE("messages of a customer session are asked for by GET") {
  auto config = test::config();
  config.base_url = http::Url::parse("https://engage.example/eu/").value();
  config.provider = "a/b";
  const auto request = request_of(config, "-1234.5678");
  CHECK(request.method == http::Method::get);
  CHECK(request.url.to_string() ==
        "https://engage.example/eu/KoopidPartnerServer/api/APIEndpoint/Dashboard/a%2Fb/"
        "RedactedMessages?providerid=a%2Fb&customersessionid=-1234.5678&limit=0&offset=0"
        "&start=1772323200000&end=1772668800000");
  CHECK(request.body.empty());
}

TEST_CASE("every call has the key and says that it speaks JSON") {
  const auto request = request_of(config());
  CHECK(request.bearer.resolve()->reveal() == "k3y");
  REQUIRE(request.fields.size() == 2);
  CHECK(request.fields[0].name == "Content-Type");
  CHECK(request.fields[0].value == "application/json");
  CHECK(request.fields[1].name == "Accept");
  CHECK(request.fields[1].value == "application/json");
}

TEST_CASE("times are seconds when the server counts them, and the range grows to whole ones") {
  auto config = test::config();
  config.epoch_unit = EpochUnit::seconds;
  using std::chrono::milliseconds;
  ExportStand stand(config, MessageQuery(day(1) + milliseconds(1), day(5) + milliseconds(1)));
  stand.transport->respond(200, "[]");
  stand.next();
  CHECK(stand.transport->requests().at(0).body.find(R"("start":1772323200,"end":1772668801,)") !=
        std::string::npos);
}

TEST_CASE("a provider's id that isn't a number stands in quotes") {
  const auto [id, json] = GENERATE(
      table<std::string, std::string>({{"acme", R"("acme")"},
                                       {"007", R"("007")"},
                                       {"12345678901234567890", R"("12345678901234567890")"},
                                       {"a\"b", R"("a\"b")"},
                                       {"0", R"("0")"}}));
  auto config = test::config();
  config.provider = id;
  CHECK(request_of(config).body.starts_with("{\"providerId\":" + json + ","));
}

TEST_CASE("a range or a session that can't be is refused") {
  TestExecutor executor;
  const auto refuse = [&](const MessageQuery& query) {
    const auto opened =
        MessageExport::open(config(), nullptr, MessageExportServices(executor.get()), query);
    REQUIRE_FALSE(opened);
    CHECK(opened.error() == Errc::invalid_argument);
    return std::string(opened.error().detail());
  };
  CHECK(refuse(MessageQuery(day(5), day(5))) == "the range ends before it begins");
  CHECK(refuse(MessageQuery(Time(std::chrono::milliseconds(-1)), day(5))) ==
        "the range isn't within the years 1970 to 9999");
  for (const char* session : {"12", ".1", "1.", "1.2.3", "1 .2", "1.2&x=3"}) {
    MessageQuery query(day(1), day(5));
    query.customer_session = session;
    CHECK(refuse(query) == "a customer session has the form x.y or -x.y");
  }
}
