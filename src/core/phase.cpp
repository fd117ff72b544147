#include "crmlink/core/phase.hpp"

namespace crmlink {

std::string_view to_string(Phase phase) noexcept {
  switch (phase) {
    case Phase::none:
      return "none";
    case Phase::queue:
      return "queue";
    case Phase::resolve:
      return "resolve";
    case Phase::connect:
      return "connect";
    case Phase::tls:
      return "tls";
    case Phase::send:
      return "send";
    case Phase::wait:
      return "wait";
    case Phase::receive:
      return "receive";
    case Phase::parse:
      return "parse";
  }
  return "unknown";
}

std::string_view to_string(Delivery delivery) noexcept {
  switch (delivery) {
    case Delivery::not_sent:
      return "not_sent";
    case Delivery::maybe_applied:
      return "maybe_applied";
    case Delivery::answered:
      return "answered";
  }
  return "unknown";
}

}  // namespace crmlink
