#include <benchmark/benchmark.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

// The body of a data dip, one flat JSON object of six parameters, made in two ways.
namespace {

using namespace crmlink;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> parameters = {{
    {"external_number", "{ANI}"},
    {"caller_id", "<CALLER_ID>"},
    {"dialled", "{DNIS}"},
    {"account", "{ACCOUNT_ID}"},
    {"session", "ivr-{SESSION_ID}"},
    {"language", "=DEFAULT_VALUE({LANG}, en)"},
}};

Variables session() {
  return Variables{{"QUEUE_NAME", "Billing"},
                   {"ANI", "+12223334444"},
                   {"DNIS", "+18005550100"},
                   {"CALLER_ID", "Kim \"KC\" Carver"},
                   {"MENU_PATH", "main/billing/card"},
                   {"ACCOUNT_ID", "00QHs00001ZTNTxMAP"},
                   {"CALL_ID", "9a3f"},
                   {"SESSION_ID", "7f6f4b46-7d7c-4a83-9cbc-6f1f9d4a61b2"}};
}

std::vector<TextTemplate> compiled(Slot slot) {
  const Vocabulary names{"ANI", "DNIS", "CALLER_ID", "ACCOUNT_ID", "SESSION_ID", "LANG"};
  const FunctionRegistry functions;
  TextTemplate::Options options(slot, names);
  options.functions = &functions;
  std::vector<TextTemplate> templates;
  for (const auto& parameter : parameters)
    templates.push_back(TextTemplate::parse(parameter.second, options).value());
  return templates;
}

void body_from_templates(benchmark::State& state) {
  const auto templates = compiled(Slot::json_text);
  const auto variables = session();
  std::vector<std::string> keys;
  for (const auto& parameter : parameters)
    keys.push_back(",\"" + std::string(parameter.first) + "\":");
  std::string body;
  for (auto _ : state) {
    body.clear();
    for (std::size_t i = 0; i < templates.size(); ++i) {
      const auto before = body.size();
      body += keys[i];
      if (templates[i].expand(variables, body).value() == Presence::absent) body.resize(before);
    }
    body.front() = '{';
    body += '}';
    benchmark::DoNotOptimize(body.data());
  }
  state.counters["bytes"] = static_cast<double>(body.size());
}
BENCHMARK(body_from_templates);

void body_from_boost_json(benchmark::State& state) {
  const auto variables = session();
  std::string body;
  for (auto _ : state) {
    boost::json::object object;
    object["external_number"] = *variables.text("ANI");
    object["caller_id"] = *variables.text("CALLER_ID");
    object["dialled"] = *variables.text("DNIS");
    object["account"] = *variables.text("ACCOUNT_ID");
    object["session"] = "ivr-" + *variables.text("SESSION_ID");
    const auto* const language = variables.text("LANG");
    object["language"] = language == nullptr ? "en" : language->c_str();
    body = boost::json::serialize(object);
    benchmark::DoNotOptimize(body.data());
  }
  state.counters["bytes"] = static_cast<double>(body.size());
}
BENCHMARK(body_from_boost_json);

void expand_one(benchmark::State& state, Slot slot, std::size_t index) {
  const auto text = compiled(slot).at(index);
  const auto variables = session();
  std::string out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(text.expand(variables, out));
  }
}
BENCHMARK_CAPTURE(expand_one, reference_json, Slot::json, 0);
BENCHMARK_CAPTURE(expand_one, reference_url, Slot::url_query, 0);
BENCHMARK_CAPTURE(expand_one, literal_and_reference_json, Slot::json_text, 4);
BENCHMARK_CAPTURE(expand_one, default_value_json, Slot::json_text, 5);

void long_value(benchmark::State& state, Slot slot) {
  const Vocabulary names{"NOTE"};
  const auto text = TextTemplate::parse("{NOTE}", {slot, names}).value();
  std::string note;
  while (note.size() < 64U << 10U)
    note += "A note as agents write them, with \"quotes\" and caf\xC3\xA9.\n";
  const Variables variables{{"NOTE", note}};
  std::string out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(text.expand(variables, out));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(note.size()));
}
BENCHMARK_CAPTURE(long_value, json, Slot::json);
BENCHMARK_CAPTURE(long_value, html, Slot::html);
BENCHMARK_CAPTURE(long_value, url, Slot::url_query);

}  // namespace
