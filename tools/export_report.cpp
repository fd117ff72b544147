#include "export_report.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>

#include "complaint_text.hpp"
#include "json_output.hpp"
#include "number_text.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

std::string counted(std::uint64_t count, const std::string& what) {
  return grouped(count) + ' ' + what + (count == 1 ? "" : "s");
}

void print_counts(const ExportResult& result, std::ostream& err) {
  const auto& progress = result.progress;
  err << counted(progress.messages, "message") << " in ";
  if (result.error) err << grouped(progress.windows_done) << " of ";
  err << counted(progress.windows, "window");
  if (progress.repeats != 0) err << ", " << counted(progress.repeats, "repeat") << " left out";
  if (progress.left_out != 0) err << ", " << grouped(progress.left_out) << " invalid left out";
  err << (result.error ? " so far\n" : "\n");
}

}  // namespace

void print_export(const ExportResult& result, Console& console) {
  auto& err = console.err;
  if (result.error) {
    const bool wrong_usage = result.error == Errc::invalid_argument;
    err << (wrong_usage ? "crmlink: " : console.err_style.red("reason: "))
        << printable(reason_text(result.error)) << '\n';
    if (!result.error.server_text().empty())
      err << "the server said: " << printable(result.error.server_text()) << '\n';
  }
  if (!result.error || result.progress.messages != 0) print_counts(result, err);
  if (!result.resume.empty()) err << "go on with: --resume " << printable(result.resume) << '\n';
}

void print_export_as_json(const ExportResult& result, Console& console) {
  const auto& progress = result.progress;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(result.elapsed);
  boost::json::object document;
  document["ended"] = !result.error;
  document["interrupted"] = result.interrupted();
  document["error"] = result.error ? boost::json::value(reason_text(result.error)) : nullptr;
  document["server_text"] = text_or_null(result.error.server_text());
  document["messages"] = progress.messages;
  document["windows"] = progress.windows;
  document["windows_done"] = progress.windows_done;
  document["repeats"] = progress.repeats;
  document["left_out"] = progress.left_out;
  document["output"] = text_or_null(result.output);
  document["format"] = result.format;
  document["bytes"] = result.bytes;
  document["resume"] = text_or_null(result.resume);
  document["elapsed_ms"] = elapsed.count();
  print_json(console.out, document);
}

ExitStatus status_of(const ExportResult& result) {
  if (!result.error) return fine;
  return result.error == Errc::invalid_argument ? usage : failed_dip;
}

}  // namespace crmlink::tool
