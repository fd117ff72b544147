#pragma once

#include <memory>

#include "testing/scripted_server.hpp"
#include "testing/turns.hpp"

namespace crmlink::testing {

/// The certificates that a FaultServer shows when told to.
struct BadCertificates {
  Certificate wrong_host;
  Certificate expired;
  Certificate self_signed;
};

/// Makes a script that serves each connection by the turns that are next.
Script serve_turns(std::shared_ptr<Turns> turns, BadCertificates bad);

}  // namespace crmlink::testing
