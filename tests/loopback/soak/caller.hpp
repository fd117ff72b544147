#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <memory>
#include <optional>
#include <string>

#include "call_plan.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/http/message.hpp"
#include "ledger.hpp"
#include "machine_wait.hpp"
#include "services.hpp"

namespace crmlink::test::soak {

/// One call under way: starts the operation, hangs up if that is planned, and judges the result.
///
/// All of it happens on a strand of its own; its handlers own it.
class Caller : public std::enable_shared_from_this<Caller> {
 public:
  Caller(Services& services, std::size_t number, CallPlan plan);

  void start();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// The moment from which on the call is late, as a handler of ours on the same context saw it.
  struct Mark {
    TimePoint when;
    std::chrono::nanoseconds machine;
  };

  void begin();
  void wait_for_deadline();
  void wait_for_cancellation();
  void mark_behind_all();
  void mark();
  void send();
  void dip();
  http::Request make_request() const;
  void on_response(const Result<http::Response>& result);
  void on_outcome(const DataDipOutcome& outcome);
  void check_reply(bool echoed);
  void check_error(const Error& error);
  void end(const std::string& outcome);
  void complain(const std::string& what);

  Services& services_;
  std::size_t number_;
  CallPlan plan_;
  boost::asio::strand<boost::asio::io_context::executor_type> strand_;
  boost::asio::cancellation_signal signal_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer cancel_timer_;
  TimePoint due_{};
  std::optional<Mark> mark_;
  bool cancelled_ = false;
  bool ended_ = false;
};

}  // namespace crmlink::test::soak
