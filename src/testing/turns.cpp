#include "testing/turns.hpp"

#include <algorithm>

namespace crmlink::testing {

bool is_of_connection(Fault fault) noexcept {
  switch (fault) {
    case Fault::full_backlog:
    case Fault::silent_handshake:
    case Fault::tls_alert:
    case Fault::plain_on_tls:
    case Fault::wrong_host_certificate:
    case Fault::expired_certificate:
    case Fault::self_signed_certificate:
      return true;
    default:
      return false;
  }
}

bool needs_tls(Fault fault) noexcept {
  if (fault == Fault::truncated_tls) return true;
  return is_of_connection(fault) && fault != Fault::full_backlog;
}

std::optional<Turn> Turns::take_for_connection() {
  const std::lock_guard lock(mutex_);
  if (choose_ || !is_of_connection(next().fault)) return std::nullopt;
  return take();
}

std::optional<Turn> Turns::take_for_head() {
  if (choose_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  // A request over a connection that is older than the turn.
  Turn turn = is_of_connection(next().fault) ? Turn() : take();
  if (is_of_connection(next().fault)) turn.fields.emplace_back("Connection", "close");
  return turn;
}

Turn Turns::take_for(const ReceivedRequest& request) {
  const std::lock_guard lock(mutex_);
  return choose_(request);
}

Turn Turns::take() {
  const std::size_t taken = next_;
  next_ = std::min(next_ + 1, script_.size() - 1);
  return script_[taken];
}

}  // namespace crmlink::testing
