#include "report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <string>

#include "text_table.hpp"

namespace crm_flow {
namespace {

using ivr::Tone;
namespace json = boost::json;

double milliseconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string decimal(double number, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << number;
  return text.str();
}

std::string seconds_text(std::chrono::milliseconds time) {
  return decimal(static_cast<double>(time.count()) / 1000, 3);
}

std::string endpoint_text(const Moment& moment) {
  if (moment.endpoint.empty()) return "";
  return moment.endpoint + (moment.method.empty() ? "" : " (" + moment.method + ')');
}

void print_timeline(std::ostream& out, const Timeline& timeline, const Options& options) {
  ivr::TextTable table({{"Time s", true},
                        {"Step"},
                        {"Endpoint"},
                        {"HTTP", true},
                        {"Result"},
                        {"ms", true},
                        {"Note", false, 20}});
  for (const auto& moment : timeline.moments()) {
    const auto tone = moment.good ? Tone::good : Tone::bad;
    const bool asked = !moment.method.empty();
    table.add({seconds_text(moment.at),
               moment.step,
               endpoint_text(moment),
               moment.status == 0 ? std::string(asked ? "-" : "") : std::to_string(moment.status),
               {moment.result, tone},
               asked ? decimal(milliseconds_of(moment.elapsed), 1) : std::string(),
               {ivr::printable(moment.note), Tone::faint}});
  }
  table.print(out, options.width, options.colour);
}

/// Prints a value as `name: value` lines, what is inside of it further to the right.
void print_tree(std::ostream& out, const json::value& value, std::size_t indent);

void print_text(std::ostream& out, std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  for (bool first = true; first || !text.empty(); first = false) {
    const auto end = std::min(text.find('\n'), text.size());
    out << (first ? "" : margin) << ivr::printable(text.substr(0, end)) << '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void print_member(std::ostream& out, std::string_view name, const json::value& value,
                  std::size_t indent) {
  const auto label = ivr::printable(name) + ": ";
  out << std::string(indent, ' ');
  if (value.is_structured()) {
    out << label << '\n';
    print_tree(out, value, indent + 2);
  } else if (const auto* const text = value.if_string()) {
    out << label;
    print_text(out, *text, indent + label.size());
  } else {
    out << label << json::serialize(value) << '\n';
  }
}

void print_tree(std::ostream& out, const json::value& value, std::size_t indent) {
  if (const auto* const object = value.if_object()) {
    for (const auto& [name, member] : *object)
      print_member(out, name, member, indent);
    return;
  }
  if (const auto* const array = value.if_array()) {
    std::size_t number = 0;
    for (const auto& element : *array)
      print_member(out, std::to_string(++number), element, indent);
    return;
  }
  out << std::string(indent, ' ') << ivr::printable(json::serialize(value)) << '\n';
}

void print_shown(std::ostream& out, const std::vector<Shown>& shown, const Options& options) {
  const auto title = [&](std::string_view text) {
    return options.colour ? ivr::painted(text, Tone::strong) : std::string(text);
  };
  if (!shown.empty()) out << '\n' << title("In the CRM now") << '\n';
  for (const auto& one : shown) {
    out << "GET " << ivr::printable(one.url) << ' ' << one.status << '\n';
    if (!one.error.empty())
      out << "  " << ivr::printable(one.error) << '\n';
    else
      print_tree(out, one.value, 2);
  }
}

std::string ending_of(const Call& call) {
  if (call.cancelled()) return "ended by Ctrl-C";
  if (!call.complete()) return "not everything was done";
  if (call.deferred() > 0) return "all done, some of it later";
  return "all done";
}

json::value to_json(const Moment& moment) {
  return json::object{{"at_ms", moment.at.count()},
                      {"step", moment.step},
                      {"endpoint", moment.endpoint},
                      {"method", moment.method},
                      {"url", moment.url},
                      {"status", moment.status},
                      {"result", moment.result},
                      {"note", moment.note},
                      {"elapsed_ms", milliseconds_of(moment.elapsed)},
                      {"good", moment.good}};
}

json::value to_json(const Shown& shown) {
  return json::object{
      {"url", shown.url}, {"status", shown.status}, {"value", shown.value}, {"error", shown.error}};
}

template <class Range>
json::array to_json_array(const Range& range) {
  json::array array;
  for (const auto& one : range)
    array.push_back(to_json(one));
  return array;
}

}  // namespace

void print_report(std::ostream& out, const Call& call, const std::vector<Shown>& shown,
                  const Options& options) {
  const auto& timeline = call.timeline();
  print_timeline(out, timeline, options);
  print_shown(out, shown, options);
  const auto ending = ending_of(call);
  out << '\n'
      << (options.colour ? ivr::painted(ending, call.complete() ? Tone::good : Tone::bad) : ending)
      << ": " << timeline.requests() << " requests in "
      << decimal(milliseconds_of(timeline.asked()), 0) << " ms of "
      << seconds_text(timeline.elapsed()) << " s, " << call.deferred() << " handed to the outbox\n";
}

void print_json(std::ostream& out, const Call& call, const std::vector<Shown>& shown) {
  const auto& timeline = call.timeline();
  const auto pop = call.session().record_pop();
  out << json::serialize(
             json::object{{"complete", call.complete()},
                          {"cancelled", call.cancelled()},
                          {"deferred", call.deferred()},
                          {"account_id", call.session().account_id()},
                          {"record_id", call.session().record_id()},
                          {"record_url", pop ? json::value(pop->record_url) : json::value()},
                          {"requests", timeline.requests()},
                          {"elapsed_ms", timeline.elapsed().count()},
                          {"timeline", to_json_array(timeline.moments())},
                          {"crm", to_json_array(shown)}})
      << '\n';
}

}  // namespace crm_flow
