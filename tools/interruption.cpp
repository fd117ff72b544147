#include "interruption.hpp"

#include <csignal>
#include <utility>

namespace crmlink::tool {

Interruption::Interruption(boost::asio::io_context& context, std::function<void()> tell)
    : signals_(context, SIGINT, SIGTERM), tell_(std::move(tell)) {
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (!error) interrupt();
  });
}

void Interruption::interrupt() {
  came_ = true;
  signals_.clear();
  if (tell_) tell_();
  cancellation_.emit(boost::asio::cancellation_type::terminal);
}

}  // namespace crmlink::tool
