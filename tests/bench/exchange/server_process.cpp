#include "exchange/server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "exchange/facts.hpp"

namespace crmlink::bench {
namespace {

[[noreturn]] void become(const std::string& program, int output) {
  dup2(output, STDOUT_FILENO);
  execl(program.c_str(), program.c_str(), nullptr);
  _exit(127);
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(fd, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  return text;
}

}  // namespace

ServerProcess::ServerProcess(const std::string& program) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) give_up("no pipe");
  process_ = fork();
  if (process_ == 0) become(program, ends[1]);
  close(ends[1]);
  std::istringstream hello(read_all(ends[0]));
  close(ends[0]);
  for (auto& port : ports_)
    hello >> port;
  std::getline(hello, root_);
  std::getline(hello, root_, '\0');
  if (root_.empty()) give_up("the server " + program + " didn't start");
}

ServerProcess::~ServerProcess() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

}  // namespace crmlink::bench
