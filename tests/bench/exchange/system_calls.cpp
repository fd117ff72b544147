// Counts system calls by tracing a child, as strace does.

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "exchange/facts.hpp"
#include "exchange/meter.hpp"

namespace crmlink::bench {
namespace {

constexpr int system_call_stop = SIGTRAP | 0x80;  // By PTRACE_O_TRACESYSGOOD.

[[noreturn]] void become_traced(char* const* arguments) {
  dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);  // Its own result isn't asked for.
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) give_up("tracing isn't allowed here");
  raise(SIGSTOP);
  execv(arguments[0], arguments);
  _exit(127);
}

/// Counts between the two markers.
class Count {
 public:
  void stopped(pid_t child) {
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return;
    if (info.entry.nr == SYS_getppid)
      ++markers_;
    else if (markers_ == 1)
      ++calls_;
  }
  std::uint64_t result() const {
    if (markers_ != 2) give_up("the traced program counted nothing");
    return calls_;
  }

 private:
  int markers_ = 0;
  std::uint64_t calls_ = 0;
};

// Returns the wait status at the end of the child.
int trace(pid_t child, Count& count) {
  int status = 0;
  waitpid(child, &status, 0);
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  long signal = 0;
  while (ptrace(PTRACE_SYSCALL, child, nullptr, signal) == 0) {
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) break;
    signal = 0;
    if (WSTOPSIG(status) == system_call_stop)
      count.stopped(child);
    else if (WSTOPSIG(status) != SIGTRAP)  // SIGTRAP: execve.
      signal = WSTOPSIG(status);
  }
  return status;
}

}  // namespace

std::uint64_t count_system_calls(char* const* arguments) {
  const pid_t child = fork();
  if (child == 0) become_traced(arguments);
  if (child < 0) give_up("no child");
  Count count;
  const int status = trace(child, count);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) give_up("the traced program failed");
  return count.result();
}

}  // namespace crmlink::bench
