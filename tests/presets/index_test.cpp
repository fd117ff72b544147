// presets/presets.json, which says of each preset what the command prints.
#include "preset_stand.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

using Names = std::set<std::string>;

/// Adds the environment variables that a configuration names, wherever it does.
void collect_variables(const boost::json::value& value, Names& names) {
  if (const auto* const list = value.if_array())
    for (const auto& each : *list)
      collect_variables(each, names);
  const auto* const object = value.if_object();
  if (!object) return;
  if (const auto* const env = object->if_contains("env"); env && object->size() == 1)
    names.emplace(env->as_string());
  for (const auto& each : *object)
    collect_variables(each.value(), names);
}

Names texts_of(const boost::json::object& entry, std::string_view key) {
  Names names;
  for (const auto& each : entry.at(key).as_array())
    names.emplace(each.as_string());
  return names;
}

/// The members of `auth` that hold a secret as a text rather than naming where it comes from.
Names bare_secrets(const boost::json::object& auth) {
  Names bare;
  for (const auto* const key : {"password", "token", "value", "client_secret", "refresh_token"})
    if (const auto* const secret = auth.if_contains(key); secret && secret->is_string())
      bare.emplace(key);
  if (const auto* const headers = auth.if_contains("headers"))
    for (const auto& each : headers->as_object())
      if (each.value().is_string()) bare.emplace(each.key());
  return bare;
}

/// The hosts of a configuration's URLs that stand for the user's.
Names example_hosts(std::string_view text) {
  Names hosts;
  for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://")) {
    text.remove_prefix(at + 3);
    const auto host = text.substr(0, text.find_first_of("/\":?# "));
    if (host.ends_with(".example")) hosts.emplace(host);
  }
  return hosts;
}

}  // namespace

TEST_CASE("the index names every preset once and nothing else") {
  Names indexed;
  for (const auto& entry : index_entries()) {
    INFO(entry.at("name").as_string());
    CHECK(indexed.emplace(entry.at("name").as_string()).second);
  }
  CHECK(indexed == preset_names());
}

TEST_CASE("an entry of the index is complete") {
  for (const auto& entry : index_entries()) {
    INFO(entry.at("name").as_string());
    for (const auto* const key : {"name", "title", "api", "summary"})
      CHECK_FALSE(entry.at(key).as_string().empty());
    CHECK_FALSE(texts_of(entry, "edit").empty());
    const auto& run = entry.at("run_against");
    CHECK((run.is_null() || !run.as_string().empty()));
    CHECK(entry.size() == 7);
  }
}

TEST_CASE("the index names the environment variables that a preset uses, all and no others") {
  for (const auto& entry : index_entries()) {
    const std::string name(entry.at("name").as_string());
    INFO(name);
    Names used;
    collect_variables(preset_json(name), used);
    CHECK(texts_of(entry, "environment") == used);
  }
}

TEST_CASE("the index says of every host that stands for the user's that it is to be edited") {
  for (const auto& entry : index_entries()) {
    const std::string name(entry.at("name").as_string());
    std::string edit;
    for (const auto& each : texts_of(entry, "edit"))
      edit += each + '\n';
    for (const auto& host :
         example_hosts(read_text(std::string(CRMLINK_PRESETS) + '/' + name + ".json"))) {
      INFO(name << ": " << host);
      CHECK(edit.find(host) != std::string::npos);
    }
  }
}

TEST_CASE("a preset loads without a warning, is called as its file, and holds no credential") {
  for (const auto& name : preset_names()) {
    INFO(name);
    const auto config = load_preset(name);
    CHECK(config.name() == name);
    CHECK(config.warnings().empty());
    const auto json = preset_json(name);
    CHECK(bare_secrets(json.at("auth").as_object()) == Names());
  }
}

TEST_CASE("the page about the presets names each of them with its variables") {
  const auto page = read_text(std::string(CRMLINK_PRESETS) + "/README.md");
  for (const auto& entry : index_entries()) {
    const std::string name(entry.at("name").as_string());
    INFO(name);
    CHECK(page.find("`" + name + ".json`") != std::string::npos);
    CHECK(page.find("\n## " + std::string(entry.at("title").as_string()) + "\n") !=
          std::string::npos);
    for (const auto& variable : texts_of(entry, "environment")) {
      INFO(variable);
      CHECK(page.find("`" + variable + "`") != std::string::npos);
    }
  }
}
