#pragma once

#include "crmlink/testing/certificates.hpp"

namespace crmlink::test {

using testing::Certificate;
using testing::CertificateAuthority;
using testing::LeafOptions;
using testing::pin_of;
using testing::self_signed;

}  // namespace crmlink::test
