#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/reply_test.hpp"
#include "http/auth/token_reply.hpp"
#include "http/auth/token_text.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

[[noreturn]] void fail() {
  std::abort();
}

// What a token server sends: a token has a text that may stand in a field, and a life within
// bounds.
void check_reply(std::string_view text) {
  const OAuthToken::WallTime now{std::chrono::hours(500000)};
  OAuthOptions options;
  const auto reply = read_token_reply(Response(200, {}, std::string(text)), options, Secret(), now);
  if (!reply.token) return;
  const auto access = reply.token->access_token.resolve();
  if (!access || access->reveal().find_first_of(" \r\n") != std::string_view::npos) fail();
  const auto life = *reply.token->expires_at - now;
  if (life < std::chrono::seconds(1) || life > std::chrono::hours(24 * 365)) fail();
}

// What stands in a token's file comes out again as it went in.
void check_file(std::string_view text) {
  const auto token = read_token_text(text);
  if (!token) return;
  const auto written = write_token_text(*token);
  if (!written) fail();
  const auto again = read_token_text(*written);
  if (!again || again->expires_at != token->expires_at ||
      again->access_token.resolve()->reveal() != token->access_token.resolve()->reveal())
    fail();
}

// A configuration, whose tests of replies are asked about itself.
void check_configuration(std::string_view text) {
  if (const auto test = ReplyTest::parse(text)) {
    if (test->describe().empty()) fail();
    test->holds(Response(200, {}, std::string(text)));
  }
  if (const auto auth = parse_auth(text))
    auth->oauth.unauthorized.holds(Response(401, {}, std::string(text)));
}

}  // namespace

// The input is whatever an authentication reads. Nothing crashes, and what was understood can be
// used.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_reply(text);
  check_file(text);
  check_configuration(text);
  return 0;
}
