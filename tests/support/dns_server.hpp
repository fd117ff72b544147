#pragma once

#include "crmlink/testing/dns_server.hpp"

namespace crmlink::test {

using testing::DnsAnswer;
using testing::DnsServer;

}  // namespace crmlink::test
