#pragma once

#include "testing/socket.hpp"

namespace crmlink::test {

using testing::Descriptor;
using testing::HangingPort;
using testing::has_ipv6_loopback;
using testing::open_descriptors;
using testing::RefusingPort;
using testing::SilentPort;

}  // namespace crmlink::test
