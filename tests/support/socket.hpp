#pragma once

#include "crmlink/testing/dns_server.hpp"
#include "testing/socket.hpp"

namespace crmlink::test {

using testing::Descriptor;
using testing::HangingPort;
using testing::has_ipv6_loopback;
using testing::open_descriptors;
using testing::RefusingPort;
using SilentPort = testing::SilentDnsServer;

}  // namespace crmlink::test
