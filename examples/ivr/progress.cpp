#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace ivr {
namespace {

using namespace std::chrono_literals;

constexpr auto terminal_interval = 100ms;
constexpr auto plain_interval = 5s;
constexpr std::size_t bar_width = 24;

std::string bar(std::size_t done, std::size_t total) {
  const auto full = total == 0 ? 0 : std::min(bar_width, bar_width * done / total);
  std::string text;
  for (std::size_t i = 0; i < bar_width; ++i)
    text += i < full ? "█" : "░";
  return text;
}

}  // namespace

Progress::Progress(boost::asio::any_io_executor executor, Ask ask)
    : timer_(std::move(executor)), ask_(std::move(ask)), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::start() {
  if (terminal_) show();
  wait();
}

void Progress::stop() {
  stopped_ = true;
  timer_.cancel();
  if (terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::wait() {
  timer_.expires_after(terminal_ ? std::chrono::milliseconds(terminal_interval) : plain_interval);
  timer_.async_wait([this](boost::system::error_code error) {
    // A wait that ended just before stop() comes here without an error.
    if (error || stopped_) return;
    show();
    wait();
  });
}

void Progress::show() const {
  const auto state = ask_();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began_;
  const auto rate = elapsed.count() > 0 ? static_cast<double>(state.done) / elapsed.count() : 0.0;
  const auto start = terminal_ ? "\r\x1b[K" + bar(state.done, state.total) + "  " : std::string();
  std::fprintf(stderr, "%s%zu/%zu calls, %zu running, %.1f/s, %zu failed dips%s", start.c_str(),
               state.done, state.total, state.running, rate, state.failed_dips,
               terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace ivr
