#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "crm/crm_world.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Runs one operation on a CRM, request by request. Lives on one strand, until its end.
class CrmFlow {
 public:
  CrmFlow(std::shared_ptr<CrmWorld> world, Variables variables, CrmCallOptions options);

  boost::asio::awaitable<CrmOutcome> find_or_create_account();
  boost::asio::awaitable<CrmOutcome> find_or_create_record();
  boost::asio::awaitable<CrmOutcome> run(CrmOperation operation);
  boost::asio::awaitable<CrmOutcome> upload(std::shared_ptr<const CrmFile> file);
  boost::asio::awaitable<CrmOutcome> resume(DeferredCrmStep step);

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<CrmOutcome> search_or_create();
  Awaitable<CrmOutcome> create(CrmOperation operation, std::string note);
  Awaitable<CrmOutcome> reconcile(CrmOperation operation, CrmReply lost);
  Awaitable<CrmReply> call(CrmOperation operation, std::string note);
  Awaitable<CrmReply> call_endpoint(GenericCrmEndpoint endpoint, std::string note,
                                    std::shared_ptr<const CrmFile> file);
  Awaitable<Result<http::Response>> send(GenericCrmEndpoint endpoint, CrmStep& step,
                                         std::shared_ptr<const CrmFile> file);
  Awaitable<void> comment_on(std::shared_ptr<const CrmFile> file);

  bool can_call(CrmOperation operation) const;
  std::string search_key() const;
  CrmOutcome settle(CrmOperation operation, CrmReply reply);
  CrmOutcome end(CrmStatus status, CrmOperation operation);
  CrmOutcome existing(CrmOperation operation, std::string id, std::string note);
  CrmOutcome fail(CrmOperation operation, Error error);
  bool defer(CrmOperation operation, const Error& error);
  void skip(CrmOperation operation, std::string note);
  void set_id(CrmOperation operation, const std::string& id);
  void log(const CrmStep& step) const;

  std::shared_ptr<CrmWorld> world_;
  Variables variables_;
  CrmCallOptions options_;
  CrmOutcome outcome_;
  std::optional<DeferredCrmStep> resumed_;  ///< What is tried again.
};

}  // namespace crmlink
