#include "export_command.hpp"

#include <filesystem>
#include <optional>
#include <ostream>

#include "config_file.hpp"
#include "export_output.hpp"
#include "export_progress.hpp"
#include "export_runner.hpp"
#include "number_text.hpp"
#include "planned_call.hpp"
#include "stream_logger.hpp"
#include "terminal_text.hpp"
#include "time_text.hpp"

namespace crmlink::tool {
namespace {

bool say(Console& console, std::string_view what) {
  console.err << "crmlink: " << printable(what) << '\n';
  return false;
}

/// Reads the range; std::nullopt after a message.
std::optional<MessageQuery> read_query(const ExportOptions& options, Console& console) {
  const auto from = parse_time(options.from);
  const auto to = parse_time(options.to);
  if (options.from.empty() || options.to.empty()) {
    say(console, "a new export needs --from and --to");
  } else if (!from || !to) {
    say(console, (from ? "--to: " : "--from: ") +
                     std::string("not a time; write 2026-03-01, 2026-03-01T08:00:00Z or "
                                 "milliseconds since 1970"));
  } else {
    MessageQuery query(*from, *to);
    query.customer_session = options.session;
    return query;
  }
  return std::nullopt;
}

std::string resume_path(const ExportOptions& options, const ExportState& state) {
  if (!options.resume.empty()) return options.resume;
  return state.output.empty() ? std::string() : state.output + ".resume";
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
  if (!state) return say(console, state.error().message());
  start.state = std::move(*state);
  start.goes_on = true;
  if (!options.from.empty() || !options.to.empty() || !options.session.empty())
    return say(console,
               "an export that goes on has its range and its session already; leave out "
               "--from, --to and --session");
  return agrees("format", options.format, start.state.format, console) &&
         agrees("output", options.output, start.state.output, console);
}

bool read_start(const ExportOptions& options, Start& start, Console& console) {
  if (!options.resume.empty() && std::filesystem::exists(options.resume))
    return read_earlier(options, start, console);
  const auto query = read_query(options, console);
  if (!query) return false;
  start.query = *query;
  start.state.format = options.format.empty() ? "ndjson" : options.format;
  start.state.output = options.output;
  return true;
}

/// Says what came of it; returns the command's status.
ExitStatus report(const Error& error, const MessageProgress& progress, const std::string& kept,
                  Console& console) {
  auto& err = console.err;
  if (!error) {
    err << grouped(progress.messages) << " messages in " << grouped(progress.windows) << " windows";
    if (progress.repeats != 0) err << ", " << grouped(progress.repeats) << " repeats left out";
    if (progress.left_out != 0) err << ", " << grouped(progress.left_out) << " invalid left out";
    err << '\n';
    return fine;
  }
  err << console.err_style.red("reason: ") << printable(error.message()) << '\n';
  if (!error.server_text().empty())
    err << "the server said: " << printable(error.server_text()) << '\n';
  if (!kept.empty() && std::filesystem::exists(kept))
    err << "go on with: --resume " << printable(kept) << '\n';
  return error == Errc::invalid_argument ? usage : failed_dip;
}

/// Exports, with everything read and open.
class Job {
 public:
  Job(const ExportOptions& options, Start start, Console& console)
      : start_(std::move(start)),
        kept_(resume_path(options, start_.state)),
        output_(start_.state, csv_of(options), console.out),
        progress_(console),
        console_(console) {}

  ExitStatus run(ExportPlan plan) {
    if (const auto opened = output_.open(); !opened) {
      say(console_, opened.error().message());
      return usage;
    }
    plan.query = start_.query;
    plan.token = start_.state.token;
    plan.take = [this](const MessageBatch& batch) { return take(batch); };
    plan.on_interrupt = [this] { tell_of_interrupt(console_); };
    const auto error = run_export(std::move(plan));
    progress_.clear();
    if (!error && !kept_.empty()) {
      std::error_code ignored;
      std::filesystem::remove(kept_, ignored);
    }
    return report(error, reached_, kept_, console_);
  }

 private:
  static MessageCsvOptions csv_of(const ExportOptions& options) {
    MessageCsvOptions csv;
    csv.guard_formulas = !options.keep_formulas;
    return csv;
  }

  Result<> take(const MessageBatch& batch) {
    if (auto written = output_.write(batch); !written) return written;
    reached_ = batch.progress;
    progress_.show(reached_);
    start_.state.token = batch.token;
    start_.state.bytes = output_.bytes();
    return kept_.empty() ? Result<>() : write_export_state(kept_, start_.state);
  }

  Start start_;
  std::string kept_;
  ExportOutput output_;
  ExportProgress progress_;
  Console& console_;
  MessageProgress reached_;
};

}  // namespace

ExitStatus run_export_command(const ExportOptions& options, Console& console) {
  Start start;
  auto status = fine;
  const auto config = load_export(options.file, HostNames(), console, status);
  if (!config) return status;
  const auto network = load_network(options.network, false, console, status);
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
