#include "command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <limits>
#include <ostream>
#include <string>

#include "crmlink/core/version.hpp"
#include "help_texts.hpp"

namespace crmlink::tool {
namespace {

constexpr unsigned most_timeout_ms = 60'000;
constexpr unsigned most_repeats = 1'000'000;
constexpr unsigned most_login_s = 3600;
constexpr double least_rate = 0.01;
constexpr double most_rate = 1'000'000;
constexpr std::size_t most_concurrency = 100'000;
constexpr double least_duration_s = 0.05;
constexpr double most_duration_s = 86'400;

void add_json(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "Print one JSON document with stable keys (see below)");
}

void add_settings(CLI::App& command, std::vector<std::string>& settings) {
  command
      .add_option("-s,--set", settings,
                  "A variable of the call, again for each: ANI=+12223334444, sip:From=<sip:...>, "
                  "session:account=7, contact.source=phone, or JSON: contact.priority:=5; an empty "
                  "value makes it absent")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

void add_conversation(CLI::App& command, std::string& file) {
  command
      .add_option("-c,--conversation", file,
                  "JSON of an event and its conversation, {\"contact\": {...}, \"event\": {...}}; "
                  "--set goes over it; - reads standard input")
      ->type_name("FILE");
}

void add_callbacks(CLI::App& command, HostNames& names) {
  command
      .add_option("--callback", names.callbacks,
                  "A callback that the host will give and a secret may name; again for each")
      ->type_name("NAME")
      ->take_all()
      ->allow_extra_args(false);
}

void add_http(CLI::App& command, std::string& file, const char* help) {
  command.add_option("--http", file, help)->type_name("FILE");
}

void add_profile(CLI::App& command, std::string& file,
                 const char* help = "A data dip profile; - reads standard input") {
  command.add_option("FILE", file, help)->type_name("")->required();
}

void add_network(CLI::App& command, NetworkOptions& options) {
  add_http(command, options.http_file, "The HTTP client's configuration");
  command.add_option("--ca", options.ca_file, "A PEM file of roots to trust besides the system's")
      ->type_name("FILE");
  command
      .add_option("--dns", options.dns_servers,
                  "DNS servers to ask instead of the system's: 192.0.2.53, 192.0.2.53:5353")
      ->type_name("SERVER");
}

std::string not_empty(const std::string& value) {
  return value.empty() ? "is empty" : "";
}

CLI::App& add_check(CLI::App& app, CheckOptions& options) {
  auto& command = *app.add_subcommand("check", "Print all complaints about configuration files");
  command.add_option("FILE", options.files, "Configuration files; - reads standard input")
      ->type_name("");
  add_http(command, options.http_file,
           "An HTTP client's configuration, to check and to print with all settings in effect");
  add_callbacks(command, options.names);
  add_json(command, options.json);
  command.footer(check_help);
  return command;
}

CLI::App& add_explain(CLI::App& app, ExplainOptions& options) {
  auto& command =
      *app.add_subcommand("explain", "Print the requests that would be sent, and send nothing");
  add_profile(
      command, options.file,
      "A data dip profile, a CRM's configuration or a contact lookup; - reads standard input");
  add_settings(command, options.settings);
  add_conversation(command, options.conversation_file);
  add_http(command, options.http_file,
           "The HTTP client's configuration, to print with all settings in effect");
  add_callbacks(command, options.names);
  add_json(command, options.json);
  command.footer(explain_help);
  return command;
}

CLI::App& add_dip(CLI::App& app, DipOptions& options) {
  auto& command = *app.add_subcommand("dip", "Make a dip for real and print what came of it");
  add_profile(command, options.file);
  add_settings(command, options.settings);
  command
      .add_option("--timeout-ms", options.timeout_ms,
                  "Milliseconds for the whole dip; shortens the profile's timeout")
      ->type_name("MS")
      ->check(CLI::Range(1u, most_timeout_ms));
  add_network(command, options.network);
  command
      .add_option("-n,--repeat", options.repeat,
                  "How many dips to make, one after the other on one kept-alive connection")
      ->type_name("N")
      ->check(CLI::Range(1u, most_repeats));
  command.add_flag("-v,--verbose", options.verbose, "Print log lines to standard error");
  add_json(command, options.json);
  command.footer(dip_help);
  return command;
}

CLI::App& add_bench(CLI::App& app, BenchOptions& options) {
  auto& command =
      *app.add_subcommand("bench", "Put load on the web service and print how it was borne");
  add_profile(command, options.file);
  add_settings(command, options.settings);
  command
      .add_option("-r,--rate", options.rate,
                  "Dips per second, due whatever became of the earlier ones; default: as many as "
                  "--concurrency allows")
      ->type_name("R")
      ->check(CLI::Range(least_rate, most_rate));
  command
      .add_option("-c,--concurrency", options.concurrency, "The most dips under way; default: 64")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, most_concurrency));
  command.add_option("-d,--duration", options.duration_s, "Seconds to start dips; default: 10")
      ->type_name("S")
      ->check(CLI::Range(least_duration_s, most_duration_s));
  add_network(command, options.network);
  add_json(command, options.json);
  command.footer(bench_help);
  return command;
}

void add_crm_call(CLI::App& command, CrmOptions& options) {
  command.add_option("FILE", options.file, "A CRM's configuration; - reads standard input")
      ->type_name("")
      ->required();
  add_settings(command, options.settings);
  add_network(command, options.network);
  command
      .add_option("--store", options.store_file, "The file in which `crmlink login` keeps tokens")
      ->type_name("FILE");
  command.add_flag("-v,--verbose", options.verbose, "Print log lines to standard error");
  add_json(command, options.json);
}

void add_uploads(CLI::App& command, CrmOptions& options) {
  command.add_option("--file", options.uploads, "A file to upload to the record; again for each")
      ->type_name("FILE")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--kind", options.kind,
                  "What the files are: call_recording, chat_transcript, voicemail, photo, video or "
                  "session_metadata; default: by the end of their names")
      ->type_name("KIND")
      ->check(CLI::IsMember({"call_recording", "chat_transcript", "voicemail", "photo", "video",
                             "session_metadata"}));
}

CLI::App& add_call(CLI::App& app, CrmOptions& options) {
  auto& command = *app.add_subcommand("call", "Ask one endpoint of a CRM and print what it said");
  add_crm_call(command, options);
  command
      .add_option("ENDPOINT", options.what, "Which one: find_account, create_record, comment, …")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"find_account", "find_account_by_id", "create_account", "find_record",
                             "create_record", "update_record", "upload_file", "comment"}));
  add_uploads(command, options);
  command.footer(call_help);
  return command;
}

CLI::App& add_flow(CLI::App& app, CrmOptions& options) {
  auto& command =
      *app.add_subcommand("flow", "Find or create an account or a record, or play a whole session");
  options.flow = true;
  add_crm_call(command, options);
  command.add_option("FLOW", options.what, "Which one: account, record or session")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"account", "record", "session"}));
  add_uploads(command, options);
  command.footer(flow_help);
  return command;
}

CLI::App& add_login(CLI::App& app, LoginOptions& options) {
  auto& command =
      *app.add_subcommand("login", "Log in to a CRM with a browser, and keep its OAuth token");
  command
      .add_option("CONFIG", options.file,
                  "A configuration with a member `auth` of kind oauth2; - reads standard input")
      ->type_name("")
      ->required();
  command.add_option("--store", options.store_file, "Where to keep the token; replaced")
      ->type_name("FILE")
      ->required();
  command.add_option("-t,--timeout", options.timeout_s, "Seconds for the person; default: 300")
      ->type_name("S")
      ->check(CLI::Range(1U, most_login_s));
  add_network(command, options.network);
  add_json(command, options.json);
  command.footer(login_help);
  return command;
}

CLI::App& add_export(CLI::App& app, ExportOptions& options) {
  auto& command = *app.add_subcommand("export", "Export the messages of conversations");
  command
      .add_option("CONFIG", options.file,
                  "The configuration of a message export; - reads standard input")
      ->type_name("")
      ->required();
  command.add_option("--from", options.from, "The first moment: 2026-03-01, 2026-03-01T08:00:00Z")
      ->type_name("TIME");
  command.add_option("--to", options.to, "The moment before which the last message was written")
      ->type_name("TIME");
  command.add_option("--session", options.session, "A customer session; default: all")
      ->type_name("ID")
      ->check(not_empty);
  command.add_option("--format", options.format, "ndjson or csv; default: ndjson")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"ndjson", "csv"}));
  command.add_option("-o,--output", options.output, "Where to; default: standard output")
      ->type_name("FILE");
  command
      .add_option("--resume", options.resume,
                  "Goes on where an export has left this file; without it the file is begun; "
                  "default: the output with .resume behind it, for a later export to name")
      ->type_name("FILE");
  command.add_flag("--keep-formulas", options.keep_formulas,
                   "In CSV, put no apostrophe before a text that a spreadsheet would run");
  add_network(command, options.network);
  command.add_flag("-v,--verbose", options.verbose, "Print log lines to standard error");
  add_json(command, options.json);
  command.footer(export_help);
  return command;
}

CLI::App& add_contact(CLI::App& app, ContactOptions& options) {
  auto& command = *app.add_subcommand(
      "contact", "Run the contact lookups of an event and print what they find");
  command.add_option("FILE", options.files, "Contact lookups; - reads standard input")
      ->type_name("")
      ->required();
  add_settings(command, options.settings);
  add_conversation(command, options.conversation_file);
  command
      .add_option("--credentials", options.credentials_file,
                  "JSON of the secrets that the lookups name, by id (see below)")
      ->type_name("FILE");
  command.add_flag("--debug", options.debug,
                   "Print what {debug} shows: request and reply of each lookup, secrets masked");
  add_network(command, options.network);
  command.add_flag("-v,--verbose", options.verbose, "Print log lines to standard error");
  add_json(command, options.json);
  command.footer(contact_help);
  return command;
}

CLI::App& add_preset(CLI::App& app, PresetOptions& options) {
  auto& command = *app.add_subcommand("preset", "List configurations for CRMs, or print one");
  command.require_subcommand(1);
  auto& list = *command.add_subcommand("list", "Print which there are and what they need");
  add_json(list, options.json);
  list.footer(preset_list_help);
  auto& show = *command.add_subcommand("show", "Print a configuration, to edit and to check");
  show.add_option("NAME", options.name, "Which one, as `crmlink preset list` names it")
      ->type_name("")
      ->required()
      ->check(not_empty);
  show.footer(preset_show_help);
  command.footer(preset_help);
  return command;
}

}  // namespace

Command parse_command_line(int argc, char** argv, Console& console) {
  CLI::App app("Checks, explains and runs configurations of crmlink", "crmlink");
  app.require_subcommand(1);
  app.set_version_flag("--version", "crmlink " + std::string(version()));
  app.footer(general_help);
  CheckOptions check;
  ExplainOptions explain;
  DipOptions dip;
  const auto& check_command = add_check(app, check);
  const auto& explain_command = add_explain(app, explain);
  const auto& dip_command = add_dip(app, dip);
  BenchOptions bench;
  const auto& bench_command = add_bench(app, bench);
  CrmOptions call;
  const auto& call_command = add_call(app, call);
  CrmOptions flow;
  add_flow(app, flow);
  LoginOptions login;
  const auto& login_command = add_login(app, login);
  ExportOptions exported;
  const auto& export_command = add_export(app, exported);
  ContactOptions contact;
  const auto& contact_command = add_contact(app, contact);
  PresetOptions preset;
  const auto& preset_command = add_preset(app, preset);

  try {
    app.parse(argc, argv);
    if (check_command.parsed() && check.files.empty() && check.http_file.empty())
      throw CLI::RequiredError("FILE");
  } catch (const CLI::ParseError& error) {
    return app.exit(error, console.out, console.err) == 0 ? fine : usage;
  }
  if (check_command.parsed()) return check;
  if (explain_command.parsed()) return explain;
  if (dip_command.parsed()) return dip;
  if (bench_command.parsed()) return bench;
  if (call_command.parsed()) return call;
  if (login_command.parsed()) return login;
  if (preset_command.parsed()) return preset;
  if (export_command.parsed()) return exported;
  if (contact_command.parsed()) return contact;
  return flow;
}

}  // namespace crmlink::tool
