// Configurations.

#include "crmlink/messages/message_export_config.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace std::chrono_literals;

namespace {

std::string with(const std::string& more) {
  return R"({"name":"reporting","base_url":"https://engage.example","provider_id":"4711","api_key":"k3y")" +
         more + "}";
}

std::string complaint(const std::string& json) {
  const auto config = parse_message_export_config(json);
  REQUIRE_FALSE(config);
  const auto error = config.error();
  CHECK(error == Errc::invalid_configuration);
  CHECK(error.message().find("k3y") == std::string::npos);
  REQUIRE(error.complaints().size() == 1);
  return error.complaints()[0].pointer;
}

}  // namespace

TEST_CASE("a configuration needs little") {
  const auto config = parse_message_export_config(with(""));
  REQUIRE(config);
  CHECK(config->name == "reporting");
  CHECK(config->base_url.to_string() == "https://engage.example/");
  CHECK(config->provider == "4711");
  CHECK(config->api_key.resolve()->reveal() == "k3y");
  CHECK(config->epoch_unit == EpochUnit::milliseconds);
  CHECK(config->limit == 0);
  CHECK(config->confirm_end == EndCheck::adaptive);
  CHECK(config->window == 168h);
  CHECK(config->timeout == 10min);
  CHECK(config->max_message_bytes == 1024 * 1024);
  CHECK_FALSE(config->skip_invalid);
}

TEST_CASE("everything can be set") {
  const auto config = parse_message_export_config(
      with(R"(,"epoch_unit":"seconds","limit":500,"confirm_end":true,"window_ms":86400000,
              "timeout_ms":1000,"max_message_bytes":2048,"skip_invalid":true,"$schema":"x")"));
  REQUIRE(config);
  CHECK(config->epoch_unit == EpochUnit::seconds);
  CHECK(config->limit == 500);
  CHECK(config->confirm_end == EndCheck::always);
  CHECK(config->window == 24h);
  CHECK(config->timeout == 1s);
  CHECK(config->max_message_bytes == 2048);
  CHECK(config->skip_invalid);
}

TEST_CASE("the end of a window is confirmed always, never, or when that is of use") {
  const auto check = [](const std::string& more) {
    return parse_message_export_config(with(more))->confirm_end;
  };
  CHECK(check("") == EndCheck::adaptive);
  CHECK(check(R"(,"confirm_end":true)") == EndCheck::always);
  CHECK(check(R"(,"confirm_end":false)") == EndCheck::never);
  CHECK(complaint(with(R"(,"confirm_end":"always")")) == "/confirm_end");
}

TEST_CASE("what is wrong is said with its place") {
  CHECK(complaint(with(R"(,"limits":5)")) == "/limits");
  CHECK(complaint(with(R"(,"limit":-1)")) == "/limit");
  CHECK(complaint(with(R"(,"window_ms":604800001)")) == "/window_ms");
  CHECK(complaint(with(R"(,"epoch_unit":"minutes")")) == "/epoch_unit");
  CHECK(complaint(with(R"(,"skip_invalid":1)")) == "/skip_invalid");
  const auto url = [](const std::string& text) {
    return R"({"name":"r","provider_id":"1","api_key":"k3y","base_url":")" + text + "\"}";
  };
  for (const char* wrong : {"http://engage.example", "engage.example", "https://a.example/?k3y",
                            "https://a.example/#x", "https://kim:k3y@a.example"})
    CHECK(complaint(url(wrong)) == "/base_url");
  CHECK(parse_message_export_config(url("http://127.0.0.1:8080")));
  CHECK(parse_message_export_config(
      url("http://a.example\",\"allow_insecure\":true,\"limit\":0,\"epoch_unit\":\"seconds")));
}

TEST_CASE("all complaints come at once") {
  const auto config = parse_message_export_config("{}");
  REQUIRE_FALSE(config);
  CHECK(config.error().complaints().size() == 4);
}
