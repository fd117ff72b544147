#pragma once

#include <string>

#include "crmlink/core/result.hpp"

namespace crm_service {

/// A key and certificate for `localhost`, signed by an authority that was made for it.
struct ServerCertificate {
  std::string authority_pem;    ///< What clients trust: ClientOptions::tls, `ca_pem` or `ca_file`.
  std::string certificate_pem;  ///< What the server shows: valid for localhost, 127.0.0.1 and ::1.
  std::string key_pem;          ///< Secret. The authority's own key is gone already.
};

/// Makes keys (EC P-256) and certificates, valid for a year.
crmlink::Result<ServerCertificate> make_server_certificate();

}  // namespace crm_service
