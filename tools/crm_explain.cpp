#include "crm_explain.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "crmlink/crm/crm_retry.hpp"
#include "crmlink/crm/crm_variables.hpp"
#include "crmlink/http/body_source.hpp"
#include "json_output.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

using Wall = std::chrono::system_clock::time_point;

/// An attempt after the first one, at the latest that it can be.
struct Retry {
  std::chrono::milliseconds after;
  std::string when;
};

std::string utc(Wall time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a %Y-%m-%d %H:%M:%SZ", &parts)};
}

std::vector<Retry> calendar(CrmRetryPolicy policy) {
  const auto start = std::chrono::system_clock::now();
  std::vector<Retry> retries;
  std::chrono::milliseconds after{0};
  for (unsigned attempt = 1;; ++attempt) {
    after += retry_delay(policy, attempt, 1.0);
    if (after > crm_retry_horizon) return retries;
    retries.push_back({after, utc(start + after)});
  }
}

std::string span_of(std::chrono::milliseconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  const auto seconds = time.count() / 1000 % 60;
  const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(minutes / 1440) + " d " + two(minutes / 60 % 24) + ":" + two(minutes % 60) +
         ":" + two(seconds);
}

template <class Visit>
void for_each_endpoint(const CrmConfig& config, const Visit& visit) {
  for (std::size_t n = 0; n < crm_operation_count; ++n)
    if (const auto endpoint = config.endpoint(static_cast<CrmOperation>(n))) visit(*endpoint);
}

template <class Visit>
void for_each_event(const Visit& visit) {
  for (std::size_t n = 0; n < crm_event_kind_count; ++n)
    visit(static_cast<CrmEventKind>(n));
}

std::string events_of(const GenericCrmEndpoint& endpoint) {
  std::string events;
  for_each_event([&](CrmEventKind kind) {
    if (endpoint.hears(kind)) events.append(events.empty() ? "" : ", ").append(to_string(kind));
  });
  return events;
}

/// What a comment says of an event, on one line.
std::string said_of(const GenericCrmEndpoint& comment, CrmEventKind kind, const Variables& call) {
  auto text = comment.text_of(CrmEvent(kind), call);
  if (text.empty()) return "-";
  std::replace(text.begin(), text.end(), '\n', '|');
  return text;
}

std::vector<std::pair<std::string, std::string>> headers_of(const http::Request& request) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& field : request.shared_fields.list())
    headers.emplace_back(field.name, field.value);
  for (const auto& field : request.fields)
    headers.emplace_back(field.name, field.value);
  return headers;
}

/// A file to show an upload with.
CrmFile sample_file() {
  constexpr std::string_view content = "(the file)";
  auto sent = std::make_shared<std::size_t>(0);
  auto body = std::make_shared<http::GeneratedBody>(
      [sent, content](std::span<char> room) {
        const auto size = content.copy(room.data(), room.size(), *sent);
        *sent += size;
        return Result<std::size_t>(size);
      },
      content.size());
  CrmFile file(CrmFileKind::call_recording, "call-1.wav", std::move(body));
  file.media_type = "audio/wav";
  return file;
}

Result<http::Request> request_of(const GenericCrmEndpoint& endpoint, const Variables& call) {
  if (endpoint.can_match(call))
    return endpoint.operation() == CrmOperation::upload_file
               ? endpoint.plan_upload(call, sample_file())
               : endpoint.plan(call);
  ErrorInfo info(Errc::invalid_value);
  info.detail = "there is nothing to search by";
  return info;
}

/// Returns what a short source gives; empty when it fails.
std::string body_of(http::BodySource& source) {
  boost::asio::io_context context;
  std::array<char, 4096> room{};
  std::string body;
  Result<std::size_t> taken = std::size_t{0};
  if (!source.begin()) return body;
  do {
    source.pull(room, boost::asio::bind_executor(
                          context, [&taken](Result<std::size_t> result) { taken = result; }));
    context.restart();
    context.run();
    if (taken) body.append(room.data(), *taken);
  } while (taken && *taken != 0);
  return body;
}

void print_lines(std::string_view text, std::ostream& out) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out << "  " << printable(line) << '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void print_endpoint(const GenericCrmEndpoint& endpoint, const Variables& call, Console& console) {
  const auto& style = console.out_style;
  auto& out = console.out;
  out << style.bold(to_string(endpoint.operation())) << '\n';
  const auto request = request_of(endpoint, call);
  if (!request) {
    out << "  " << style.yellow("not asked: ") << printable(request.error().detail()) << "\n\n";
    return;
  }
  out << "  " << to_string(request->method) << ' ' << printable(request->url.to_string()) << '\n';
  for (const auto& [name, value] : headers_of(*request))
    out << "  " << printable(name) << ": " << printable(value) << '\n';
  const auto body = request->body_source ? body_of(*request->body_source) : request->body;
  print_lines(body, out);
  out << style.dim("  reply: " + endpoint.describe_reply()) << '\n';
  const auto events = events_of(endpoint);
  if (!events.empty()) out << style.dim("  on: " + events) << '\n';
  out << '\n';
}

/// A page that the configuration has for this call.
struct Page {
  const char* name;
  std::string url;
};

std::vector<Page> pages_of(const CrmConfig& config, const Variables& call) {
  auto unknown = call;
  unknown.set("ACCOUNT_ID", "temp-id");
  const auto lookup = config.lookup_url(call);
  std::vector<Page> pages{
      {"account_url", config.account_url(call)},
      {"record_url", config.record_url(call)},
      {"lookup_url", lookup ? *lookup : "not formed: " + std::string(lookup.error().detail())},
      {"open_custom_url", config.open_custom_url(unknown)}};
  std::erase_if(pages, [](const Page& page) { return page.url.empty(); });
  return pages;
}

void print_pages(const CrmConfig& config, const Variables& call, Console& console) {
  const auto pages = pages_of(config, call);
  if (pages.empty()) return;
  Table table({{"page"}, {"url"}});
  for (const auto& page : pages)
    table.add({page.name, page.url});
  console.out << table.to_string(console.out_style) << '\n';
}

/// Prints what the comments say whose events the call's variables describe.
void print_comments(const CrmConfig& config, const Variables& call, Console& console) {
  const auto comment = config.endpoint(CrmOperation::comment);
  if (!comment) return;
  Table table({{"comment on"}, {"text"}});
  for_each_event([&](CrmEventKind kind) {
    if (comment->hears(kind))
      table.add({std::string(to_string(kind)), said_of(*comment, kind, call)});
  });
  if (!table.empty()) console.out << table.to_string(console.out_style) << '\n';
}

boost::json::object json_of_endpoint(const GenericCrmEndpoint& endpoint, const Variables& call) {
  boost::json::object object;
  object["operation"] = to_string(endpoint.operation());
  object["reply"] = endpoint.describe_reply();
  boost::json::array events;
  for_each_event([&](CrmEventKind kind) {
    if (endpoint.hears(kind)) events.emplace_back(to_string(kind));
  });
  object["events"] = std::move(events);
  const auto request = request_of(endpoint, call);
  object["failure"] = request ? nullptr : boost::json::value(request.error().message());
  if (!request) return object;
  object["method"] = to_string(request->method);
  object["url"] = request->url.to_string();
  object["body"] = request->body_source ? body_of(*request->body_source) : request->body;
  boost::json::array headers;
  for (const auto& [name, value] : headers_of(*request)) {
    boost::json::object header;
    header["name"] = name;
    header["value"] = value;
    headers.emplace_back(std::move(header));
  }
  object["headers"] = std::move(headers);
  return object;
}

Variables completed(Variables call) {
  complete_crm_variables(call);
  if (!call.contains("COMMENT_BODY"))
    call.set("COMMENT_BODY", describe_crm_event(CrmEvent(CrmEventKind::ended), call));
  return call;
}

}  // namespace

void print_crm_explanation(const CrmConfig& config, const Variables& given, Console& console) {
  const auto call = completed(given);
  for_each_endpoint(config, [&](const auto& each) { print_endpoint(each, call, console); });
  print_comments(config, call, console);
  print_pages(config, call, console);
  auto& out = console.out;
  out << "auth     " << to_string(config.auth().kind);
  for (const auto& origin : config.auth().origins)
    out << (&origin == &config.auth().origins.front() ? ", sent to " : ", ")
        << printable(origin.authority());
  out << "\ntimeout  " << config.timeout().count() << " ms for each request\n"
      << "retry    policy " << to_string(config.retry())
      << ", what fails after the call is tried again at the latest\n\n";
  Table table({{"attempt", Align::right}, {"after", Align::right}, {"at"}});
  std::size_t attempt = 1;
  for (const auto& retry : calendar(config.retry()))
    table.add({std::to_string(++attempt), span_of(retry.after), retry.when});
  out << table.to_string(console.out_style);
  for (const auto& warning : config.warnings())
    console.err << console.err_style.yellow("warning: ") << printable(warning) << '\n';
}

void print_crm_explanation_as_json(const CrmConfig& config, const Variables& given,
                                   Console& console) {
  const auto call = completed(given);
  boost::json::object document;
  document["crm"] = config.name();
  boost::json::array endpoints;
  for_each_endpoint(
      config, [&](const auto& each) { endpoints.emplace_back(json_of_endpoint(each, call)); });
  document["endpoints"] = std::move(endpoints);
  boost::json::object pages;
  for (const auto& page : pages_of(config, call))
    pages[page.name] = page.url;
  document["pages"] = std::move(pages);
  boost::json::object comments;
  if (const auto comment = config.endpoint(CrmOperation::comment))
    for_each_event([&](CrmEventKind kind) {
      if (comment->hears(kind)) comments[to_string(kind)] = comment->text_of(CrmEvent(kind), call);
    });
  document["comments"] = std::move(comments);
  document["auth"] = to_string(config.auth().kind);
  document["timeout_ms"] = config.timeout().count();
  document["retry_policy"] = to_string(config.retry());
  boost::json::array retries;
  for (const auto& retry : calendar(config.retry())) {
    boost::json::object each;
    each["after_ms"] = retry.after.count();
    each["at"] = retry.when;
    retries.emplace_back(std::move(each));
  }
  document["retries"] = std::move(retries);
  boost::json::array warnings;
  for (const auto& warning : config.warnings())
    warnings.emplace_back(warning);
  document["warnings"] = std::move(warnings);
  print_json(console.out, document);
}

}  // namespace crmlink::tool
