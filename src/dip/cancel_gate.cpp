#include "dip/cancel_gate.hpp"

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

namespace crmlink {
namespace asio = boost::asio;

asio::any_io_executor CancelGate::kept_busy(const asio::any_io_executor& executor) {
  return asio::prefer(executor, asio::execution::outstanding_work.tracked);
}

void CancelGate::cancel() {
  const auto before = state_.fetch_or(wanted | busy, std::memory_order_acq_rel);
  // Whoever is busy sees what is wanted when it leaves.
  if ((before & busy) == 0) release();
}

bool CancelGate::enter() noexcept {
  return (state_.fetch_or(busy, std::memory_order_acq_rel) & busy) == 0;
}

void CancelGate::release() {
  auto state = state_.load(std::memory_order_acquire);
  do {
    if ((state & wanted) != 0 && !std::exchange(emitted_, true))
      signal_.emit(asio::cancellation_type::terminal);
  } while (
      !state_.compare_exchange_weak(state, state & ~unsigned{busy}, std::memory_order_acq_rel));
}

}  // namespace crmlink
