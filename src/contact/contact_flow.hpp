#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <memory>

#include "contact/contact_plan.hpp"
#include "contact/contact_settings.hpp"
#include "contact/contact_views.hpp"
#include "contact/contact_world.hpp"

namespace crmlink {

/// One integration at one event: its condition, its delay, its request, its reply.
class ContactExchange {
 public:
  ContactExchange(std::shared_ptr<ContactWorld> world, ContactIntegration integration,
                  const Variables& scopes, ContactCallOptions options);

  /// Runs it, once. Nothing is saved or set here.
  boost::asio::awaitable<contact::Reply> run();
  /// Returns what was done.
  ContactStep& step() noexcept { return step_; }

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  bool holds();
  Awaitable<bool> wait();
  Awaitable<Result<http::Response>> send(http::Request request, Clock::TimePoint deadline);
  std::string excerpt_of(const http::Response& response) const;
  void fail(const Error& error);
  void log() const;

  std::shared_ptr<ContactWorld> world_;
  ContactIntegration integration_;
  Variables scopes_;
  ContactCallOptions options_;
  ContactStep step_;
};

/// What happens at one event, in which order.
class ContactFlow {
 public:
  ContactFlow(std::shared_ptr<ContactWorld> world, Variables scopes, ContactCallOptions options);

  boost::asio::awaitable<ContactOutcome> run();
  /// Returns what came of it so far; once.
  ContactOutcome end();

 private:
  boost::asio::awaitable<ContactStep> run_one(const ContactIntegration& integration);
  ContactStep start(const ContactIntegration& integration) const;
  void save(const ContactLookupConfig& config, const boost::json::value& saved, ContactStep& step);

  std::shared_ptr<ContactWorld> world_;
  Variables scopes_;
  ContactCallOptions options_;
  contact::Settings settings_;
  ContactOutcome outcome_;
  boost::json::object data_;
  contact::Views views_;
};

}  // namespace crmlink
