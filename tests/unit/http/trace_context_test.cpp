#include "crmlink/http/trace_context.hpp"

#include <string>

#include "http/redirect.hpp"
#include "http/request_renderer.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string render(const Request& request) {
  std::string wire;
  REQUIRE(render_request(request, RequestDefaults("", false), wire));
  return wire;
}

Request traced(const std::string& url) {
  Request request(Method::get, Url::parse(url).value());
  request.trace = TraceContext::parse(good, "vendor=1").value();
  return request;
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("a trace context is read as W3C Trace Context says") {
  const auto trace = TraceContext::parse(good, "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
  REQUIRE(trace);
  CHECK(*trace);
  CHECK(trace->traceparent() == good);
  CHECK(trace->tracestate() == "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
  CHECK(trace->trace_id() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(trace->parent_id() == "00f067aa0ba902b7");
  CHECK(trace->sampled());
}

TEST_CASE("no trace context has no parts") {
  const TraceContext none;
  CHECK_FALSE(none);
  CHECK(none.traceparent().empty());
  CHECK(none.tracestate().empty());
  CHECK(none.trace_id().empty());
  CHECK(none.parent_id().empty());
  CHECK_FALSE(none.sampled());
}

TEST_CASE("a malformed traceparent is refused with the reason") {
  const auto [field, reason] = GENERATE(table<std::string, std::string>({
      {"", "shorter"},
      {"00", "shorter"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "shorter"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", "shorter"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", "longer"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", "longer"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011", "longer"},
      {"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "version"},
      {"0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "version"},
      {"0A-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "version"},
      {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "trace id"},
      {"00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01", "trace id"},
      {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", "trace id"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01", "parent id"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "parent id"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x", "flags"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A", "flags"},
      {"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "separated"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", "separated"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7.01", "separated"},
      {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", "flags"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\r\n", "flags"},
  }));
  CAPTURE(field);
  const auto trace = TraceContext::parse(field, "a=1");
  REQUIRE_FALSE(trace);
  CHECK(trace.error() == Errc::invalid_value);
  CHECK(std::string(trace.error().detail()).find(reason) != std::string::npos);
}

TEST_CASE("white space around the fields doesn't count") {
  const auto trace = TraceContext::parse(" " + good + "\t", "  a=1 ");
  REQUIRE(trace);
  CHECK(trace->traceparent() == good);
  CHECK(trace->tracestate() == "a=1");
}

TEST_CASE("a later version is passed on as ours, with the flag that is known") {
  const std::string ids = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
  const auto passed_on = [](const std::string& field) {
    CAPTURE(field);
    const auto trace = TraceContext::parse(field);
    REQUIRE(trace);
    return std::string(trace->traceparent());
  };
  CHECK(passed_on("cc" + ids + "01") == "00" + ids + "01");
  CHECK(passed_on("cc" + ids + "01-what-the-future-brings") == "00" + ids + "01");
  CHECK(passed_on("fe" + ids + "ff") == "00" + ids + "01");
  CHECK(passed_on("01" + ids + "02") == "00" + ids + "00");
}

TEST_CASE("a trace isn't sampled by another flag") {
  const auto trace = TraceContext::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02");
  REQUIRE(trace);
  CHECK_FALSE(trace->sampled());
}

TEST_CASE("a tracestate that can't be passed on is left out, the traceparent isn't") {
  const std::string longest = "a=" + std::string(TraceContext::max_state_size - 2, 'x');
  CHECK(TraceContext::parse(good, longest)->tracestate() == longest);
  for (const auto& state :
       {longest + 'x', std::string("a=1\r\nX: 1"), std::string("a=\x7f"), std::string("a=\xc3\xa9"),
        std::string("nothing"), std::string(" , ")}) {
    CAPTURE(state);
    const auto trace = TraceContext::parse(good, state);
    REQUIRE(trace);
    CHECK(trace->tracestate().empty());
    CHECK(trace->traceparent() == good);
  }
}

TEST_CASE("a request carries its trace") {
  const auto wire = render(traced("https://crm.example/"));
  CHECK(times(wire, "\r\ntraceparent: " + good + "\r\n") == 1);
  CHECK(times(wire, "\r\ntracestate: vendor=1\r\n") == 1);
  CHECK(times(render(Request(Method::get, Url::parse("https://crm.example/").value())), "trace") ==
        0);
}

TEST_CASE("a request's own field wins over its trace") {
  auto request = traced("https://crm.example/");
  SECTION("its own traceparent keeps both away, for they belong together") {
    request.fields.emplace_back("Traceparent", "of its own");
    const auto wire = render(request);
    CHECK(times(wire, "\r\nTraceparent: of its own\r\n") == 1);
    CHECK(times(wire, "trace") == 0);
  }
  SECTION("so does a shared one") {
    request.shared_fields = SharedFields::make({Field("traceparent", "shared")}).value();
    const auto wire = render(request);
    CHECK(times(wire, "\r\ntraceparent: shared\r\n") == 1);
    CHECK(times(wire, "trace") == 1);
  }
  SECTION("its own tracestate goes with our traceparent") {
    request.fields.emplace_back("tracestate", "mine=1");
    const auto wire = render(request);
    CHECK(times(wire, "\r\ntraceparent: " + good + "\r\n") == 1);
    CHECK(times(wire, "\r\ntracestate: mine=1\r\n") == 1);
    CHECK(times(wire, "vendor=1") == 0);
  }
}

TEST_CASE("a redirect keeps the trace within the origin only") {
  const auto request = traced("https://crm.example/a");
  const auto to = [&](const std::string& location) {
    return follow_redirect(request, Response(302, {Field("Location", location)}, "")).value();
  };
  CHECK(to("/b").trace.traceparent() == good);
  CHECK_FALSE(to("https://other.example/b").trace);
}
