#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "customer_directory.hpp"
#include "fault.hpp"

namespace crm_service {

/// How to serve.
struct CrmServiceOptions {
  CrmServiceOptions() = default;

  std::uint16_t port = 0;  ///< On 127.0.0.1; zero: any free one.
  crmlink::Secret token;   ///< What callers must bring.
  /// SQLite file that keeps everything, made when it is absent; empty: in memory, as long as the
  /// service runs.
  std::string database;
  std::uint64_t max_file_bytes = std::uint64_t{1} << 30;  ///< Of an upload. Zero: empty ones.
  std::vector<Fault> faults;                              ///< What goes wrong.
  std::uint64_t seed = 1;                                 ///< Of the faults.
  /// Receives one line a request, without personal data, on the service's thread. Empty: none.
  std::function<void(std::string_view)> log;
};

/// What became of the requests.
struct CrmServiceCounts {
  std::uint64_t requests = 0;
  std::uint64_t delayed = 0;
  std::uint64_t broken = 0;  ///< All that went wrong otherwise.
};

/// A small CRM over HTTPS, on a thread of its own: data dips (`POST /api/lookup`), accounts,
/// records, comments and files.
class CrmService {
 public:
  /// Makes a certificate, opens database and port and starts to serve. The customers go into a
  /// database that has no accounts yet.
  static crmlink::Result<CrmService> start(const CustomerDirectory& customers,
                                           CrmServiceOptions options);
  CrmService(CrmService&&) noexcept;
  CrmService& operator=(CrmService&&) noexcept;
  /// Stops it.
  ~CrmService();

  /// Accepts no more, answers the requests under way, closes the connections; at most 2 s.
  void stop();

  /// Changes what goes wrong with the requests from now on. `down` breaks their connections.
  void set_faults(std::vector<Fault> faults);

  /// Returns where to send dips: `https://localhost:8443/api/lookup`.
  std::string url() const;
  /// Returns where all of it is: `https://localhost:8443`.
  std::string base_url() const;
  /// Returns the authority that signed the service's certificate, as PEM text.
  const std::string& authority_pem() const;
  CrmServiceCounts counts() const;

 private:
  class Server;
  explicit CrmService(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace crm_service
