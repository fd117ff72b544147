#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/crm/crm_session.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/file_body.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace crmlink::test {

inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " isn't set; use run.sh");
  return value;
}

inline std::string replace_all(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// A preset as a user has edited it.
inline std::string edited_preset(
    const std::vector<std::pair<std::string_view, std::string>>& edits) {
  std::ostringstream text;
  text << std::ifstream(environment("CRMLINK_PRESET")).rdbuf();
  auto preset = text.str();
  for (const auto& [what, by] : edits) {
    INFO(what);
    REQUIRE(preset.find(what) != std::string::npos);
    preset = replace_all(std::move(preset), what, by);
  }
  return preset;
}

/// Some bytes as a recording has them, all of the 256.
inline std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

inline Variables with(Variables call, std::string_view name, std::string_view value) {
  call.set(name, value);
  return call;
}

inline Variables caller(std::string_view phone, std::string_view name = "Kim Ng") {
  return {{"PHONE_NUMBER", phone}, {"NAME", name}};
}

/// A host with a client and a CRM on a real server. Its memory is its own: what another has created
/// it must find.
class CrmStand {
 public:
  /// The preset takes its credential from the environment variable `credential`; here it is `key`.
  CrmStand(std::string_view preset, std::string_view credential, std::string_view key)
      : client_(std::make_shared<http::Client>(context_.get_executor())),
        crm_(make_crm(parsed(with_key(preset, credential, key)))) {}

  CrmOutcome account(Variables call) {
    return one<CrmOutcome>([&](auto handler) {
      crm_.async_find_or_create_account(std::move(call), {}, std::move(handler));
    });
  }
  CrmOutcome record(Variables call) {
    return one<CrmOutcome>([&](auto handler) {
      crm_.async_find_or_create_record(std::move(call), {}, std::move(handler));
    });
  }
  CrmOutcome run(CrmOperation operation, Variables call) {
    return one<CrmOutcome>(
        [&](auto handler) { crm_.async_run(operation, std::move(call), {}, std::move(handler)); });
  }

  /// Uploads a recording of these bytes.
  CrmOutcome upload(std::string name, std::string bytes, Variables call) {
    const TempFolder folder;
    auto body = http::FileBody::open(folder.write("recording", bytes));
    if (!body) FAIL(body.error().message());
    CrmFile file(CrmFileKind::call_recording, std::move(name), *body);
    file.media_type = "audio/wav";
    return one<CrmOutcome>([&](auto handler) {
      crm_.async_upload(std::move(file), std::move(call), {}, std::move(handler));
    });
  }

  /// Plays a whole call: begin, a transfer, a rating, the end with a recording of these bytes.
  CrmOutcome play_call(Variables call, std::string bytes) {
    const TempFolder folder;
    auto body = http::FileBody::open(folder.write("recording", bytes));
    if (!body) FAIL(body.error().message());
    CrmFile file(CrmFileKind::call_recording, "call-1.wav", *body);
    file.media_type = "audio/wav";
    CrmSession session(crm_, std::move(call));
    auto begun =
        one<CrmOutcome>([&](auto handler) { session.async_begin({}, std::move(handler)); });
    if (!begun.succeeded()) return begun;
    session.set("RATING", "5");
    const std::vector<CrmEventDetail> to{{"To", "Billing & \"Co\""}};
    for (const auto& event : {CrmEvent(CrmEventKind::started), CrmEvent(CrmEventKind::transfer, to),
                              CrmEvent(CrmEventKind::csat)}) {
      const auto told_so = one<CrmOutcome>(
          [&](auto handler) { session.async_report(event, {}, std::move(handler)); });
      CHECK(told_so.status == CrmStatus::done);
    }
    session.set("CALL_DURATION", "02:05");
    CrmClosing closing({std::move(file)});
    return one<CrmOutcome>(
        [&](auto handler) { session.async_finish(std::move(closing), {}, std::move(handler)); });
  }

  /// Asks the server past the CRM, to see what became of it.
  std::string ask(http::Request request) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    const auto response = one<Result<http::Response>>(
        [&](auto handler) { client_->async_send(std::move(request), limit, std::move(handler)); });
    if (!response) FAIL(response.error().message());
    CHECK(response->status() == 200);
    return std::string(response->body());
  }

  /// Looks for the account of one caller this many times at once.
  std::vector<CrmOutcome> accounts_at_once(const Variables& call, std::size_t count) {
    std::vector<CrmOutcome> outcomes(count);
    auto open = count;
    for (auto& place : outcomes)
      crm_.async_find_or_create_account(call, {}, [&](CrmOutcome outcome) {
        place = std::move(outcome);
        --open;
      });
    run_until([&] { return open == 0; });
    return outcomes;
  }

 private:
  static CrmConfig parsed(std::string_view preset) {
    auto config = parse_crm_config(preset);
    if (!config) FAIL(config.error().message());
    CHECK(config->warnings().empty());
    return *config;
  }

  static std::string with_key(std::string_view preset, std::string_view credential,
                              std::string_view key) {
    const auto source = "{\"env\": \"" + std::string(credential) + "\"}";
    REQUIRE(preset.find(source) != std::string_view::npos);
    return replace_all(std::string(preset), source, '"' + std::string(key) + '"');
  }

  GenericCrm make_crm(const CrmConfig& config) {
    const auto executor = context_.get_executor();
    auto transport = std::make_shared<http::AuthenticatedTransport>(
        client_, http::AuthServices(executor), config.auth());
    return GenericCrm(config, std::move(transport), CrmServices(executor));
  }

  template <class Outcome, class Start>
  Outcome one(Start start) {
    std::optional<Outcome> result;
    start([&](Outcome outcome) { result = std::move(outcome); });
    run_until([&] { return result.has_value(); });
    return std::move(*result);
  }

  template <class Done>
  void run_until(Done done) {
    context_.restart();
    while (!done())
      context_.run_one();
  }

  boost::asio::io_context context_;
  std::shared_ptr<http::Client> client_;
  GenericCrm crm_;
};

/// What came of an operation, for the messages of a failed check.
inline std::string told(const CrmOutcome& outcome) {
  std::string text(to_string(outcome.status));
  text += ' ' + outcome.id;
  for (const auto& step : outcome.steps)
    text += "\n  " + std::string(to_string(step.operation)) + ' ' + std::to_string(step.status) +
            ' ' + step.note + ' ' + step.error.message() + ' ' +
            std::string(step.error.server_text());
  return text;
}

}  // namespace crmlink::test
