#include "check_command.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <ostream>
#include <utility>

#include "complaint_text.hpp"
#include "json_output.hpp"
#include "knob_table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

struct CheckedFile {
  std::string name;
  std::string_view kind;                 ///< Empty when it can't be read.
  Error error;                           ///< "none" when it is fine.
  std::optional<http::HttpConfig> http;  ///< Of the file after --http, when that is fine.
  std::vector<std::string> warnings;     ///< What is legal and yet dangerous.

  bool readable() const noexcept { return !kind.empty(); }
};

CheckedFile check(const std::string& path, const HostNames& names, std::istream& in) {
  CheckedFile checked{shown_name(path), {}, {}, {}, {}};
  const auto text = read_config_file(path, in);
  if (!text) {
    checked.error = text.error();
    return checked;
  }
  const auto& kind = kind_of(*text);
  checked.kind = kind.name;
  checked.error = kind.check(*text, names, checked.warnings);
  return checked;
}

CheckedFile check_http(const std::string& path, const HostNames& names, std::istream& in) {
  CheckedFile checked{shown_name(path), {}, {}, {}, {}};
  const auto text = read_config_file(path, in);
  if (!text) {
    checked.error = text.error();
    return checked;
  }
  checked.kind = "http_client";
  auto config = read_http_config(*text, names);
  if (config)
    checked.http = std::move(*config);
  else
    checked.error = config.error();
  return checked;
}

ExitStatus status_of(const std::vector<CheckedFile>& files) {
  ExitStatus status = fine;
  for (const auto& file : files) {
    if (!file.readable()) return usage;
    if (file.error) status = complaints;
  }
  return status;
}

std::size_t complaints_in(const std::vector<CheckedFile>& files) {
  std::size_t count = 0;
  for (const auto& file : files)
    count += file.error.complaints().size();
  return count;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

boost::json::object json_of_file(const CheckedFile& file) {
  boost::json::object object;
  object["file"] = file.name;
  object["kind"] = file.readable() ? boost::json::value(file.kind) : nullptr;
  object["ok"] = !file.error;
  object["error"] = file.readable() ? nullptr : boost::json::value(file.error.detail());
  object["complaints"] = json_of(file.error.complaints());
  object["warnings"] = boost::json::array(file.warnings.begin(), file.warnings.end());
  if (file.http) object["settings"] = json_of_knobs(*file.http);
  return object;
}

void print_as_json(const std::vector<CheckedFile>& files, std::ostream& out) {
  boost::json::array list;
  for (const auto& file : files)
    list.emplace_back(json_of_file(file));
  boost::json::object document;
  document["ok"] = status_of(files) == fine;
  document["complaint_count"] = complaints_in(files);
  document["files"] = std::move(list);
  print_json(out, document);
}

std::string summary(const std::vector<CheckedFile>& files) {
  const auto unreadable = static_cast<std::size_t>(
      std::count_if(files.begin(), files.end(), [](const auto& file) { return !file.readable(); }));
  auto text = counted(files.size(), "file") + ", " + counted(complaints_in(files), "complaint");
  if (unreadable != 0) text += ", " + std::to_string(unreadable) + " unreadable";
  return text;
}

void print(const std::vector<CheckedFile>& files, Console& console) {
  for (const auto& file : files) {
    for (const auto& complaint : file.error.complaints())
      console.out << editor_line(file.name, complaint, console.out_style) << '\n';
    for (const auto& warning : file.warnings)
      console.err << printable(file.name) << ": " << console.err_style.yellow("warning: ")
                  << printable(warning) << '\n';
    if (!file.readable()) console.err << "crmlink: " << printable(file.error.message()) << '\n';
  }
  const auto& style = console.out_style;
  const auto text = summary(files);
  console.out << (status_of(files) == fine ? style.green(text) : style.red(text)) << '\n';
  for (const auto& file : files) {
    if (!file.http) continue;
    console.out << '\n';
    print_knobs(*file.http, console.out, style);
  }
}

}  // namespace

ExitStatus run_check(const CheckOptions& options, Console& console) {
  std::vector<CheckedFile> files;
  for (const auto& path : options.files)
    files.push_back(check(path, options.names, console.in));
  if (!options.http_file.empty())
    files.push_back(check_http(options.http_file, options.names, console.in));
  if (options.json)
    print_as_json(files, console.out);
  else
    print(files, console);
  return status_of(files);
}

}  // namespace crmlink::tool
