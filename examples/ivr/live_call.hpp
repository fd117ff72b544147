#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "call.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/text/variables.hpp"
#include "flow.hpp"

namespace ivr {

/// The data dip profiles of a flow, by name.
using Profiles = std::map<std::string, crmlink::DataDipProfile>;

/// A call on its way through the flow. One thread.
class LiveCall : public std::enable_shared_from_this<LiveCall> {
 public:
  /// `flow`, `profiles` and `record` outlive it. People talk and type `speed` times as fast as in
  /// life.
  LiveCall(boost::asio::any_io_executor executor, const Flow& flow, const Profiles& profiles,
           CallRecord& record, double speed);

  /// Plays the flow to the call's end, then calls `ended`.
  void start(std::function<void()> ended);
  /// Ends the call now, whatever it is doing; a dip under way is cancelled.
  void hang_up(CallEnd why);

 private:
  using Playing = boost::asio::awaitable<void>;

  Playing play_flow();
  Playing play(const AnswerStep& step);
  Playing play(const SayStep& step);
  Playing play(const CollectStep& step);
  Playing play(const DipStep& step);
  Playing play(const BranchStep& step);
  Playing play(const TransferStep& step);
  Playing play(const HangUpStep& step);
  Playing say(const crmlink::TextTemplate& text);
  Playing wait(std::chrono::milliseconds in_life);
  void watch_patience();
  void finish(std::exception_ptr failure);

  const boost::asio::any_io_executor executor_;
  const Flow& flow_;
  const Profiles& profiles_;
  CallRecord& record_;
  const double speed_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  crmlink::Variables variables_;
  StepIndex next_ = 0;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer patience_;
  boost::asio::cancellation_signal cancel_;
};

}  // namespace ivr
