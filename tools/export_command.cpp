#include "export_command.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <ostream>

#include "complaint_text.hpp"
#include "config_file.hpp"
#include "export_output.hpp"
#include "export_progress.hpp"
#include "export_report.hpp"
#include "export_runner.hpp"
#include "planned_call.hpp"
#include "stream_logger.hpp"
#include "terminal_text.hpp"
#include "time_text.hpp"

namespace crmlink::tool {
namespace {

namespace fs = std::filesystem;

bool say(Console& console, std::string_view what) {
  console.err << "crmlink: " << printable(what) << '\n';
  return false;
}

/// Reads the range; std::nullopt after a message.
std::optional<MessageQuery> read_query(const ExportOptions& options, Console& console) {
  const auto from = parse_time(options.from);
  const auto to = parse_time(options.to);
  if (options.from.empty() || options.to.empty()) {
    say(console, (options.resume.empty() ? "" : options.resume + " doesn't exist, and ") +
                     "a new export needs --from and --to");
  } else if (!from || !to) {
    say(console, (from ? "--to " + options.to : "--from " + options.from) +
                     ": not a time from 1970 to 9999; write 2026-03-01, 2026-03-01T08:00:00Z or "
                     "milliseconds since 1970");
  } else if (*from >= *to) {
    say(console, "--to " + options.to + ": isn't later than --from " + options.from);
  } else {
    MessageQuery query(*from, *to);
    query.customer_session = options.session;
    return query;
  }
  return std::nullopt;
}

std::string resume_path(const ExportOptions& options, const ExportState& state) {
  if (!options.resume.empty()) return options.resume;
  // Beside a device there is no place for it.
  std::error_code ignored;
  const auto status = fs::status(state.output, ignored);
  const bool is_file = fs::is_regular_file(status) || !fs::exists(status);
  return state.output.empty() || !is_file ? std::string() : state.output + ".resume";
}

/// Whether an option that was given says the same as before.
bool agrees(std::string_view name, const std::string& given, std::string& before,
            Console& console) {
  if (given.empty() || given == before) return true;
  return say(console, "--" + std::string(name) + ": the export that goes on has " +
                          (before.empty() ? "none" : before));
}

/// What an export begins with, and where it is kept how far it is.
struct Start {
  ExportState state;
  MessageQuery query;
  bool goes_on = false;
};

bool read_earlier(const ExportOptions& options, Start& start, Console& console) {
  auto state = read_export_state(options.resume);
  if (!state) return say(console, reason_text(state.error()));
  start.state = std::move(*state);
  start.goes_on = true;
  if (!options.from.empty() || !options.to.empty() || !options.session.empty())
    return say(console,
               "an export that goes on has its range and its session already; leave out "
               "--from, --to and --session");
  return agrees("format", options.format, start.state.format, console) &&
         agrees("output", options.output, start.state.output, console);
}

bool begin_anew(const ExportOptions& options, Start& start, Console& console) {
  const auto query = read_query(options, console);
  if (!query) return false;
  start.query = *query;
  start.state.format = options.format.empty() ? "ndjson" : options.format;
  start.state.output = options.output;
  std::error_code ignored;
  const auto earlier = resume_path(options, start.state);
  if (earlier.empty() || !fs::exists(earlier, ignored)) return true;
  return say(console, "an export to " + options.output +
                          " was ended before its end: go on with --resume " + earlier +
                          ", or remove that file to begin anew");
}

bool read_start(const ExportOptions& options, Start& start, Console& console) {
  std::error_code error;
  const bool earlier = !options.resume.empty() && fs::exists(options.resume, error);
  if (error) return say(console, options.resume + ": " + error.message());
  const bool good =
      earlier ? read_earlier(options, start, console) : begin_anew(options, start, console);
  if (good && options.json && start.state.output.empty())
    return say(console,
               "--json prints a document on standard output, where the messages go: name a file "
               "for these by --output");
  return good;
}

/// Exports, with everything read.
class Job {
 public:
  Job(const ExportOptions& options, Start start, Console& console)
      : options_(options),
        start_(std::move(start)),
        kept_(resume_path(options, start_.state)),
        output_(start_.state, csv_of(options), console.out),
        progress_(console),
        console_(console) {}

  ExitStatus run(ExportPlan plan) {
    const auto began = std::chrono::steady_clock::now();
    plan.query = start_.query;
    plan.token = start_.state.token;
    plan.begin = [this](const MessageProgress& progress) { return begin(progress); };
    plan.take = [this](const MessageBatch& batch) { return take(batch); };
    plan.on_interrupt = [this] {
      progress_.clear();
      tell_of_interrupt(console_);
    };
    result_.error = run_export(std::move(plan));
    progress_.clear();
    result_.elapsed = std::chrono::steady_clock::now() - began;
    return report();
  }

 private:
  static MessageCsvOptions csv_of(const ExportOptions& options) {
    MessageCsvOptions csv;
    csv.guard_formulas = !options.keep_formulas;
    return csv;
  }

  Result<> begin(const MessageProgress& progress) {
    if (auto opened = output_.open(); !opened) return opened;
    result_.progress = progress;
    began_ = true;
    return {};
  }

  Result<> take(const MessageBatch& batch) {
    if (auto written = output_.write(batch); !written) return written;
    result_.progress = batch.progress;
    progress_.show(batch.progress);
    start_.state.token = batch.token;
    start_.state.bytes = output_.bytes();
    return kept_.empty() ? Result<>() : write_export_state(kept_, start_.state);
  }

  ExitStatus report() {
    std::error_code ignored;
    if (!result_.error && !kept_.empty()) fs::remove(kept_, ignored);
    if (result_.error && began_ && !kept_.empty() && fs::exists(kept_, ignored))
      result_.resume = kept_;
    result_.output = start_.state.output;
    result_.format = start_.state.format;
    result_.bytes = start_.state.bytes;
    options_.json ? print_export_as_json(result_, console_) : print_export(result_, console_);
    return status_of(result_);
  }

  const ExportOptions& options_;
  Start start_;
  std::string kept_;
  ExportOutput output_;
  ExportProgress progress_;
  Console& console_;
  ExportResult result_;
  bool began_ = false;  ///< Whether token and output are fine.
};

}  // namespace

ExitStatus run_export_command(const ExportOptions& options, Console& console) {
  Start start;
  auto status = fine;
  const auto config = load_export(options.file, HostNames(), options.json, console, status);
  if (!config) return status;
  const auto network = load_network(options.network, options.json, console, status);
  if (!network) return status;
  if (!read_start(options, start, console)) return usage;
  ExportPlan plan(*config);
  plan.client = network->client;
  plan.resilience = network->resilience;
  if (options.verbose)
    plan.logger = plan.client.logger = stream_logger(console.err, console.err_style);
  return Job(options, std::move(start), console).run(std::move(plan));
}

}  // namespace crmlink::tool
