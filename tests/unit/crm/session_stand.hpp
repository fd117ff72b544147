#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "crmlink/crm/crm_session.hpp"
#include "flow_stand.hpp"

namespace crmlink::test {

/// A call, and a CRM that answers whatever is asked, unless told otherwise.
class SessionStand : public FlowStand {
 public:
  explicit SessionStand(std::string_view more = "", Variables call = kim)
      : FlowStand(more), session(crm(), std::move(call)) {
    transport->answer_all([this](const http::Request& request) { return answer(request); });
  }

  const CrmOutcome& begin() {
    session.async_begin({}, keep());
    return result();
  }
  const CrmOutcome& report(CrmEvent event) {
    session.async_report(std::move(event), {}, keep());
    return result();
  }
  const CrmOutcome& finish(CrmClosing closing = {}) {
    session.async_finish(std::move(closing), {}, keep());
    return result();
  }

  /// The bodies of the requests of that kind: `POST /r/70/c`.
  std::vector<std::string> bodies(std::string_view asked_for) const {
    std::vector<std::string> list;
    const auto all = asked();
    for (std::size_t n = 0; n < all.size(); ++n)
      if (all[n] == asked_for) list.push_back(transport->requests()[n].body);
    return list;
  }
  std::size_t count(std::string_view asked_for) const { return bodies(asked_for).size(); }

  /// Tries what the outbox has again, at its time.
  const CrmOutcome& resume() {
    clock->advance(std::chrono::hours(13));
    auto due = outbox->take_due(clock->wall_now());
    REQUIRE(due.size() == 1);
    crm().async_resume(std::move(due.front()), {}, keep());
    return result();
  }

  static CrmFile file(CrmFileKind kind, std::string name, bool repeats = true) {
    const auto at = std::make_shared<std::size_t>(0);
    auto fill = [at](std::span<char> room) {
      constexpr std::string_view content = "bytes";
      const auto size = std::min(room.size(), content.size() - *at);
      content.copy(room.data(), size, *at);
      *at += size;
      return Result<std::size_t>(size);
    };
    auto rewind = [at]() -> Result<> {
      *at = 0;
      return {};
    };
    auto body = repeats ? std::make_shared<http::GeneratedBody>(fill, 5, rewind)
                        : std::make_shared<http::GeneratedBody>(fill, 5);
    return {kind, std::move(name), std::move(body)};
  }

  /// What fails with this status: the beginning of `GET /a?…`; empty: nothing. Zero: no reply.
  std::string failing;
  int failing_status = 500;
  Delivery failing_delivery = Delivery::maybe_applied;
  CrmSession session;

 private:
  Result<http::Response> answer(const http::Request& request) const {
    const auto what = std::string(to_string(request.method)) + ' ' + request.url.target();
    if (!failing.empty() && what.starts_with(failing)) {
      if (failing_status == 0) return lost(failing_delivery);
      return http::Response(failing_status, {}, R"({"error": "out of order"})");
    }
    if (what.starts_with("GET /a?")) return http::Response(200, {}, R"({"list": []})");
    if (what.starts_with("GET /r?")) return http::Response(200, {}, "{}");
    if (what == "POST /a") return http::Response(201, {}, R"({"id": 7})");
    if (what.starts_with("POST /a/")) return http::Response(201, {}, R"({"id": 70})");
    return http::Response(204, {}, "");
  }
};

}  // namespace crmlink::test
