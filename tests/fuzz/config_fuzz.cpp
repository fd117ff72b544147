// Reads whatever bytes as a configuration, in every way that the reader has: as a text, and as a
// value without one.

#include <boost/json/value.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "crmlink/core/config.hpp"

namespace {

using crmlink::ConfigDocument;
using crmlink::ConfigObject;
using crmlink::ConfigProblem;
using crmlink::ConfigValue;
using crmlink::SecretProviders;
using namespace std::chrono_literals;

void require(bool holds) {
  if (!holds) std::abort();
}

SecretProviders providers() {
  return {{"vault", [] { return crmlink::Result<std::string>(std::string("text")); }}};
}

void read_value(const ConfigValue& value) {
  ConfigProblem problem("odd");
  problem.expected = "another";
  problem.offset = value.pointer().size();
  if (value.is_text()) value.complain(std::move(problem));
  static_cast<void>(value.integer({0, 9}));
  static_cast<void>(value.number());
  static_cast<void>(value.choice({"standard", "static", "session"}));
}

void read_object(ConfigObject object, int depth) {
  object.required_text("name");
  object.text("value", "");
  object.boolean("flag", false);
  object.required_integer("count", {1, 100});
  object.milliseconds("timeout_ms", {1ms, 60s}, 5s);
  object.required_choice("type", {"standard", "static"});
  object.required_secret("api_token", providers());
  object.texts("tags", 1);
  object.text_members("labels");
  for (const ConfigValue& value : object.items("values"))
    read_value(value);
  for (ConfigObject item : object.objects("items", 1))
    if (depth < 8) read_object(item, depth + 1);
  for (auto& [name, member] : object.object_members("fallback")) {
    object.complain("/fallback/" + name, ConfigProblem("odd"));
    if (depth < 8) read_object(member, depth + 1);
  }
  object.reject_unknown();
}

void check(const ConfigDocument& document) {
  const auto verdict = document.finish();
  require(verdict.has_value() == document.ok());
  if (verdict) return;
  const crmlink::Error error = verdict.error();
  require(!error.complaints().empty());
  for (const auto& complaint : error.complaints()) {
    const std::string line = complaint.message();
    require(line.find('\n') == std::string::npos);
    require(!complaint.problem.empty() || !complaint.expected.empty());
    require(!complaint.position ||
            (complaint.position->line > 0 && complaint.position->column > 0));
  }
}

void read(ConfigDocument document) {
  read_object(document.root(), 0);
  check(document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(ConfigDocument::parse("fuzz", text));
  auto value = crmlink::parse_json(text);
  if (value) read(ConfigDocument("fuzz", std::move(*value)));
  return 0;
}
