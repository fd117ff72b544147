#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "crm/crm_world.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/crm/generic_crm_endpoint.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// One request of a flow and its reply: plans, sends, reads.
class CrmExchange {
 public:
  CrmExchange(std::shared_ptr<CrmWorld> world, GenericCrmEndpoint endpoint,
              const CrmCallOptions& options)
      : world_(std::move(world)), endpoint_(std::move(endpoint)), options_(options) {}

  /// Runs it, once. `variables` must outlive it; with a file it is an upload.
  boost::asio::awaitable<CrmReply> run(const Variables& variables,
                                       std::shared_ptr<const CrmFile> file);

  /// Returns what was done, for the outcome.
  const CrmStep& step() const noexcept { return step_; }
  /// Returns how long the reply asks to wait before the next attempt (Retry-After).
  std::optional<std::chrono::milliseconds> retry_after() const noexcept { return retry_after_; }

 private:
  boost::asio::awaitable<Result<http::Response>> send(const Variables& variables,
                                                      std::shared_ptr<const CrmFile> file);
  void log() const;

  std::shared_ptr<CrmWorld> world_;
  GenericCrmEndpoint endpoint_;
  const CrmCallOptions& options_;
  CrmStep step_;
  std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace crmlink
