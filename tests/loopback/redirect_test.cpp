// Redirects, on the wire.

#include <map>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

std::string moved(int status, const std::string& location) {
  return make_reply(status, "moved", "Location: " + location + "\r\n");
}

/// Answers by the request's target; targets that aren't named get 200.
Script answer_by_target(std::map<std::string, std::string, std::less<>> replies) {
  return [replies = std::move(replies)](Conversation& peer) {
    while (true) {
      const auto found = replies.find(peer.read_request().target());
      peer.send(found == replies.end() ? make_reply(200, "there") : found->second);
    }
  };
}

ClientOptions following(std::size_t redirects) {
  auto options = trusting(authority());
  options.max_redirects = redirects;
  return options;
}

}  // namespace

TEST_CASE("redirects are followed when asked for, over one connection") {
  ScriptedServer server(
      answer_by_target({{"/a", moved(302, "b?x=1")}, {"/b?x=1", moved(307, "/c")}}));
  Loop loop;
  Client client(loop.executor(), following(2));
  auto request = post(server.url("/a"), "body");
  request.bearer = Secret::literal("t0ken");

  const auto reply = loop.send(client, std::move(request));

  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "there");
  CHECK(reply->diagnostics().redirects == 2);
  CHECK(reply->diagnostics().attempts == 3);
  CHECK(reply->diagnostics().final_url.to_string() == server.url("/c"));
  CHECK(server.connections() == 1);
  const auto last = server.requests().at(2);
  CHECK(last.method() == "GET");
  CHECK(last.count("content-length") == 0);
  CHECK(last.field("authorization") == "Bearer t0ken");
}

TEST_CASE("a redirect is a reply like others unless the client or the request says otherwise") {
  ScriptedServer server(answer_by_target({{"/a", moved(302, "/b")}}));
  Loop loop;
  Client not_following(loop.executor());
  auto request = get(server.url("/a"));
  CHECK(loop.send(not_following, request)->status() == 302);
  request.max_redirects = 1;
  CHECK(loop.send(not_following, request)->status() == 200);
  Client follower(loop.executor(), following(1));
  request.max_redirects = 0;
  const auto reply = loop.send(follower, request);
  CHECK(reply->status() == 302);
  CHECK(reply->diagnostics().final_url.empty());
}

TEST_CASE("another origin gets the body of a 308, and no credentials") {
  ScriptedServer target(answer_with(make_reply(200, "there")));
  ScriptedServer server(answer_with(moved(308, target.url("/x"))));
  Loop loop;
  Client client(loop.executor(), following(1));
  auto request = post(server.url(), "body");
  request.bearer = Secret::literal("t0ken");
  request.fields.emplace_back("X-Api-Key", "k");

  REQUIRE(loop.send(client, std::move(request)));

  const auto seen = target.requests().at(0);
  CHECK(seen.method() == "POST");
  CHECK(seen.body == "body");
  CHECK(seen.count("authorization") + seen.count("x-api-key") == 0);
  CHECK(server.requests().at(0).count("x-api-key") == 1);
}

TEST_CASE("a loop of redirects ends at the limit") {
  ScriptedServer server(answer_with(moved(301, "/again")));
  Loop loop;
  Client client(loop.executor(), following(2));
  const auto error = loop.fail(client, get(server.url("/")));
  CHECK(error == Errc::too_many_redirects);
  CHECK(error.is(Condition::response));
  CHECK(error.where() == "GET " + server.url("/again"));
  CHECK(error.http_status() == 301);
  CHECK(error.attempts() == 3);
  CHECK(error.delivery() == Delivery::answered);
  CHECK(server.requests().size() == 3);
}

TEST_CASE("nothing goes from https to http") {
  ScriptedServer target(answer_with(make_reply(200, "there")));
  ScriptedServer server(answer_with(moved(302, target.url("/?key=1"))), secure());
  Loop loop;
  Client client(loop.executor(), following(5));
  const auto error = loop.fail(client, get(server.url("/")));
  CHECK(error == Errc::redirect_refused);
  CHECK(error.where() == "GET " + server.url("/"));
  CHECK(error.http_status() == 302);
  CHECK(error.attempts() == 1);
  CHECK(target.connections() == 0);
}

TEST_CASE("one deadline covers all requests") {
  ScriptedServer target([](Conversation& peer) {
    peer.read_request();
    peer.hold();
  });
  ScriptedServer server(answer_with(moved(302, target.url("/"))));
  Loop loop;
  Client client(loop.executor(), following(5));
  const auto error =
      with_growing_deadline(Errc::wait_timeout, [&](std::chrono::milliseconds limit) {
        return loop.fail(client, get(server.url("/")), in(limit));
      });
  CHECK(error == Errc::wait_timeout);
  CHECK(error.attempts() == 2);
  CHECK(error.where() == "GET " + target.url("/"));
}

TEST_CASE("cancelling and closing reach the request that is under way") {
  const bool by_closing = GENERATE(false, true);
  ScriptedServer target([](Conversation& peer) {
    peer.read_request();
    peer.hold();
  });
  ScriptedServer server(answer_with(moved(302, target.url("/"))));
  Loop loop;
  std::optional<Client> client(std::in_place, loop.executor(), following(5));
  auto call = loop.start(*client, get(server.url("/")));
  loop.run_until([&] { return !target.requests().empty(); });
  by_closing ? client.reset() : call.cancel();
  const auto result = loop.finish(call);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::cancelled);
  CHECK(target.wait_for_departures(1));
}

TEST_CASE("a request that is cancelled at once isn't sent") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), following(5));
  auto call = loop.start(client, get(server.url("/")));
  call.cancel();
  const auto result = loop.finish(call);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::cancelled);
}
