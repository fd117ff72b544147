#include "crmlink/adapter/adapter_frame.hpp"

#include "support/catch.hpp"

using namespace crmlink;

TEST_CASE("an adapter's frame has the address and the size of the source page") {
  const auto call = AdapterFrame::make("tenant.example", AdapterFrameKind::call);
  REQUIRE(call);
  CHECK(call->url() == "https://tenant.example/agent/?type=call&from=custom");
  CHECK(call->tag() ==
        R"(<iframe src="https://tenant.example/agent/?type=call&amp;from=custom" )"
        R"(allow="microphone; camera; geolocation" width="290" height="600"></iframe>)");
  const auto chat = AdapterFrame::make("localhost:8443", AdapterFrameKind::chat);
  REQUIRE(chat);
  CHECK(chat->url() == "https://localhost:8443/agent/?type=chat&from=custom");
  CHECK(chat->tag().find(R"(width="450" height="590")") != std::string::npos);
}

TEST_CASE("what isn't a host makes no frame") {
  for (const auto* const host : {"", "a/b", "a\"onload=\"x", "a b", "user@host", "https://a", "a?x",
                                 "a#x", "a:99999", "<b>"}) {
    INFO(host);
    const auto frame = AdapterFrame::make(host, AdapterFrameKind::call);
    REQUIRE_FALSE(frame);
    CHECK(frame.error() == Errc::invalid_argument);
  }
}
