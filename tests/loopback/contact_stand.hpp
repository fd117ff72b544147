#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/contact/contact_lookup.hpp"
#include "crmlink/testing/fault_server.hpp"
#include "loopback/harness.hpp"

namespace crmlink::test {

/// Lookups over a real client, and all that they logged.
class ContactStand {
 public:
  static constexpr std::string_view caller = "+12223334444";

  /// Adds one that gets `url` and saves what `save` says; `request` follows its method, with a
  /// comma at its start.
  void add(std::string_view name, const std::string& url, std::string_view save,
           std::string_view request = "") {
    std::string json = R"({"events": ["Received"], "name": ")";
    json.append(name).append(R"(", "url": ")").append(url);
    json.append(R"(", "request": {"method": "GET")").append(request);
    json.append(R"(}, "response": {"save": )").append(save).append("}}");
    add(json);
  }
  void add(std::string_view json) {
    auto config = parse_contact_lookup(json);
    if (!config) FAIL(config.error().message());
    configs_.push_back(std::move(*config));
  }
  /// Adds one that asks a server which does its work, and saves `good`.
  void add_good() { add("good", good_.url("/good"), R"({"good": "{response.body.name}"})"); }

  /// Runs an event of a call from `source`.
  ContactOutcome run(ClientOptions with = {}, std::string_view source = caller) {
    with.logger = log();
    ContactServices services(loop_.executor());
    services.logger = log();
    services.credentials = credentials;
    const auto client = std::make_shared<Client>(loop_.executor(), std::move(with));
    const auto lookup = ContactLookup::make(configs_, client, std::move(services));
    if (!lookup) FAIL(lookup.error().message());
    Variables scopes;
    scopes.set_json("contact", {{"source", boost::json::string_view(source)}});
    scopes.set_json("event", {{"name", "Received"}});
    std::optional<ContactOutcome> outcome;
    ContactCallOptions options;
    options.debug = true;
    lookup->async_run(scopes, options,
                      [&outcome](ContactOutcome result) { outcome = std::move(result); });
    loop_.run_until([&outcome] { return outcome.has_value(); });
    return std::move(*outcome);
  }

  const std::vector<std::string>& lines() const noexcept { return lines_; }
  /// Whether a line of the log, or an error of a step, has `text` in it.
  bool tells(const ContactOutcome& outcome, std::string_view text) const {
    auto all = lines_;
    for (const auto& step : outcome.steps)
      all.insert(all.end(), {step.note, step.url, step.error.message()});
    for (const auto& line : all)
      if (line.find(text) != std::string::npos) return true;
    return false;
  }

  ContactCredentials credentials;

 private:
  Logger log() {
    return Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines_.emplace_back(line); },
        LogLevel::debug);
  }

  Loop loop_;
  testing::FaultServer good_{testing::Turn(200, R"({"name": "Ann"})")};
  std::vector<ContactLookupConfig> configs_;
  std::vector<std::string> lines_;
};

}  // namespace crmlink::test
