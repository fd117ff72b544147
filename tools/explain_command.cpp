#include "explain_command.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <utility>

#include "call_settings.hpp"
#include "contact_explain.hpp"
#include "conversation.hpp"
#include "crm_explain.hpp"
#include "crmlink/dip/data_dip_explanation.hpp"
#include "json_output.hpp"
#include "knob_table.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

boost::json::object json_of_parameter(const ExplainedParameter& parameter) {
  boost::json::object object;
  object["key"] = parameter.key;
  object["type"] = to_string(parameter.type);
  object["configured"] = parameter.configured;
  object["origin"] = parameter.origin;
  object["sent"] = parameter.sent;
  object["json"] = text_or_null(parameter.json);
  object["dropped_because"] = text_or_null(parameter.dropped_because);
  object["missing"] = json_list(parameter.absent);
  return object;
}

boost::json::array json_of_headers(const DataDipExplanation& explanation) {
  boost::json::array headers;
  for (const auto& [name, value] : explanation.headers) {
    boost::json::object header;
    header["name"] = name;
    header["value"] = value;
    headers.emplace_back(std::move(header));
  }
  return headers;
}

boost::json::value json_of_cache(const DataDipCacheSettings& cache) {
  if (!cache.enabled()) return nullptr;
  boost::json::object object;
  object["ttl_ms"] = cache.ttl.count();
  object["no_match_ttl_ms"] = cache.no_match_ttl.count();
  object["stale_on_error_ms"] = cache.stale_on_error.count();
  object["max_entries"] = cache.max_entries;
  return object;
}

void print_as_json(const DataDipExplanation& explanation, const ExplainOptions& options,
                   const http::HttpConfig& client, std::ostream& out) {
  boost::json::array parameters;
  for (const auto& parameter : explanation.parameters)
    parameters.emplace_back(json_of_parameter(parameter));
  boost::json::object document;
  document["profile"] = explanation.profile;
  document["method"] = explanation.method;
  document["url"] = explanation.url;
  document["alternative_urls"] = json_list(explanation.alternative_urls);
  document["headers"] = json_of_headers(explanation);
  document["token_source"] = explanation.token_source;
  document["body"] = text_or_null(explanation.body);
  document["parameters"] = std::move(parameters);
  document["timeout_ms"] = explanation.timeout.count();
  document["on_slow_ms"] = explanation.on_slow_after.count();
  document["announcement"] = text_or_null(explanation.announcement);
  document["processing_tone"] = text_or_null(explanation.processing_tone);
  document["share_identical"] = explanation.share_identical;
  document["cache"] = json_of_cache(explanation.cache);
  document["late_answers_ms"] = explanation.late_answers_within.count();
  document["failure"] =
      explanation.failure ? boost::json::value(explanation.failure.message()) : nullptr;
  if (!options.http_file.empty()) document["settings"] = json_of_knobs(client);
  print_json(out, document);
}

void print_request(const DataDipExplanation& explanation, Console& console) {
  const auto& style = console.out_style;
  auto& out = console.out;
  out << style.bold(explanation.method + ' ' + printable(explanation.url)) << '\n';
  for (const auto& url : explanation.alternative_urls)
    out << style.dim("  or else " + printable(url)) << '\n';
  for (const auto& [name, value] : explanation.headers) {
    out << name << ": " << printable(value);
    if (name == "Authorization")
      out << style.dim("  (" + printable(explanation.token_source) + ")");
    out << '\n';
  }
  if (!explanation.body.empty())
    out << '\n' << printable_lines(indented_json(explanation.body)) << '\n';
}

std::string note_of(const ExplainedParameter& parameter) {
  std::string note = parameter.sent ? "" : "dropped: " + parameter.dropped_because;
  for (std::size_t i = 0; i < parameter.absent.size(); ++i) {
    if (i == 0 && !note.empty()) note += "; ";
    note.append(i == 0 ? "not set: " : ", ").append(parameter.absent[i]);
  }
  return note;
}

void print_parameters(const DataDipExplanation& explanation, Console& console) {
  Table table({{"key"}, {"sent"}, {"from"}, {"note"}});
  for (const auto& parameter : explanation.parameters)
    table.add({parameter.key, parameter.sent ? parameter.json : "-", parameter.origin,
               note_of(parameter)});
  console.out << '\n' << table.to_string(console.out_style);
}

std::string comfort_of(const DataDipExplanation& explanation) {
  const auto after = explanation.on_slow_after.count();
  auto text = after == 0 ? std::string("at once") : "after " + std::to_string(after) + " ms";
  if (!explanation.announcement.empty())
    text += ": announcement " + explanation.announcement + " once";
  if (!explanation.processing_tone.empty())
    text.append(explanation.announcement.empty() ? ": tone " : ", then tone ")
        .append(explanation.processing_tone)
        .append(" in a loop");
  if (explanation.announcement.empty() && explanation.processing_tone.empty())
    text += ": the profile names neither announcement nor tone";
  return text;
}

std::string period(std::chrono::milliseconds time) {
  return std::to_string(time.count()) + " ms";
}

std::string cache_of(const DataDipCacheSettings& cache) {
  if (!cache.enabled()) return "none: each dip asks the service";
  auto text = cache.ttl.count() == 0 ? std::string("nothing is served instead of asking")
                                     : "a reply is served for " + period(cache.ttl);
  text += cache.no_match_ttl.count() == 0
              ? ", a reply without parameters isn't"
              : ", one without parameters for " + period(cache.no_match_ttl);
  text += cache.stale_on_error.count() == 0
              ? "; nothing stale when the service fails"
              : "; " + period(cache.stale_on_error) + " more when the service fails";
  return text + "; at most " + std::to_string(cache.max_entries) + " replies";
}

void print_freshness(const DataDipExplanation& explanation, std::ostream& out) {
  out << "sharing   "
      << (explanation.share_identical ? "identical dips under way share one request"
                                      : "none: each dip sends its own request")
      << "\ncache     " << cache_of(explanation.cache) << "\nlate      ";
  if (explanation.late_answers_within.count() == 0)
    out << "no: the request ends with its dip\n";
  else
    out << "the request goes on for " << period(explanation.late_answers_within)
        << " past the deadline\n";
}

void print(const DataDipExplanation& explanation, const ExplainOptions& options,
           const http::HttpConfig& client, Console& console) {
  print_request(explanation, console);
  print_parameters(explanation, console);
  console.out << "\ndeadline  " << explanation.timeout.count() << " ms for the whole dip\n"
              << "on slow   " << printable(comfort_of(explanation)) << '\n';
  print_freshness(explanation, console.out);
  if (!options.http_file.empty()) {
    console.out << '\n';
    print_knobs(client, console.out, console.out_style);
  }
  if (explanation.failure)
    console.err << console.err_style.red("can't be sent: ")
                << printable(explanation.failure.message()) << '\n';
}

/// What an explanation is for.
struct ExplainedCall {
  CallSettings settings;
  Variables base;  ///< What the settings are over.

  Variables variables() const { return settings.variables(base); }
};

ExitStatus explain(const DataDipConfig& config, const ExplainedCall& call,
                   const ExplainOptions& options, const http::HttpConfig& client,
                   Console& console) {
  warn_of_unknown(call.settings, config, console);
  const auto explanation = explain_data_dip(config, call.variables());
  if (options.json)
    print_as_json(explanation, options, client, console.out);
  else
    print(explanation, options, client, console);
  return explanation.failure ? complaints : fine;
}

ExitStatus explain(const CrmConfig& config, const ExplainedCall& call,
                   const ExplainOptions& options, const http::HttpConfig& client,
                   Console& console) {
  warn_of_unknown(call.settings, config.vocabulary(), console);
  if (options.json) {
    print_crm_explanation_as_json(config, call.variables(), console);
    return fine;
  }
  print_crm_explanation(config, call.variables(), console);
  if (!options.http_file.empty()) {
    console.out << '\n';
    print_knobs(client, console.out, console.out_style);
  }
  return fine;
}

ExitStatus explain(const ContactLookupConfig& config, const ExplainedCall& call,
                   const ExplainOptions& options, const http::HttpConfig& client,
                   Console& console) {
  warn_of_unknown(call.settings, conversation_vocabulary(), console);
  const auto scopes = with_present(call.variables());
  warn_of_event(scopes, console);
  const auto failed = explain_contact(config, scopes, options.json, console) ? fine : complaints;
  if (!options.http_file.empty() && !options.json) {
    console.out << '\n';
    print_knobs(client, console.out, console.out_style);
  }
  return failed;
}

}  // namespace

ExitStatus run_explain(const ExplainOptions& options, Console& console) {
  ExplainedCall call;
  if (!read_settings(options.settings, call.settings, console)) return usage;
  auto status = fine;
  auto base = load_conversation(options.conversation_file, options.json, console, status);
  if (!base) return status;
  call.base = std::move(*base);
  const auto config = load_explained(options.file, options.names, options.json, console, status);
  if (!config) return status;
  const auto client =
      load_http_config(options.http_file, options.names, options.json, console, status);
  if (!client) return status;
  return std::visit(
      [&](const auto& either) { return explain(either, call, options, *client, console); },
      *config);
}

}  // namespace crmlink::tool
