#include <unistd.h>

#include <iostream>
#include <variant>

#include "command_line.hpp"

namespace crmlink::tool {
namespace {

/// Does what the arguments ask for.
class Run {
 public:
  explicit Run(Console& console) : console_(console) {}

  ExitStatus operator()(ExitStatus status) const { return status; }
  ExitStatus operator()(const CheckOptions& options) const { return run_check(options, console_); }
  ExitStatus operator()(const ExplainOptions& options) const {
    return run_explain(options, console_);
  }
  ExitStatus operator()(const DipOptions& options) const {
    return run_dip_command(options, console_);
  }
  ExitStatus operator()(const BenchOptions& options) const { return run_bench(options, console_); }
  ExitStatus operator()(const CrmOptions& options) const {
    return run_crm_command(options, console_);
  }
  ExitStatus operator()(const LoginOptions& options) const {
    return run_login_command(options, console_);
  }
  ExitStatus operator()(const PresetOptions& options) const {
    return run_preset(options, console_);
  }
  ExitStatus operator()(const ExportOptions& options) const {
    return run_export_command(options, console_);
  }
  ExitStatus operator()(const ContactOptions& options) const {
    return run_contact_command(options, console_);
  }

 private:
  Console& console_;
};

ExitStatus run(int argc, char** argv) {
  Console console(std::cin, std::cout, std::cerr);
  console.out_style = Style::of_descriptor(STDOUT_FILENO);
  console.err_style = Style::of_descriptor(STDERR_FILENO);
  console.err_descriptor = STDERR_FILENO;
  console.err_is_live = is_capable_terminal(STDERR_FILENO);
  const auto status = std::visit(Run(console), parse_command_line(argc, argv, console));
  if (console.out.flush()) return status;
  console.err << "crmlink: can't write to standard output\n";
  return usage;
}

}  // namespace
}  // namespace crmlink::tool

int main(int argc, char** argv) {
  return crmlink::tool::run(argc, argv);
}
