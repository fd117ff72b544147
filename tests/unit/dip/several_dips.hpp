#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <deque>
#include <optional>
#include <string>

#include "dip_stand.hpp"

namespace crmlink::test {

inline constexpr auto* french = R"({"parameters":{"language":{"value":"fr"}}})";
inline constexpr auto* german = R"({"parameters":{"language":{"value":"de"}}})";
inline constexpr auto* nothing = R"({"parameters":{}})";

/// A stand whose dips may be several at once, each with its outcome and cancellation.
class SeveralDips : public DipStand {
 public:
  using DipStand::DipStand;

  /// One dip that has been started.
  struct Dip {
    std::optional<DataDipOutcome> outcome;
    Clock::TimePoint completed;
    boost::asio::cancellation_signal signal;

    void cancel() { signal.emit(boost::asio::cancellation_type::terminal); }
    DataDipStatus status() const { return outcome.value().status(); }
    DataDipSource source() const { return outcome.value().source(); }
    std::string language() const { return std::string(outcome.value().value_or("language", "")); }
  };

  /// Takes an outcome into `dip`; a second one fails the test.
  auto keep_in(Dip& dip) {
    return [this, &dip](DataDipOutcome result) {
      CHECK_FALSE(dip.outcome);
      CHECK(executor.is_here());
      dip.outcome = std::move(result);
      dip.completed = clock->now();
    };
  }

  /// Starts a dip for a caller and runs what is ready.
  Dip& start(DataDipOptions options = {}, const std::string& caller = "+12223334444") {
    auto& dip = dips.emplace_back();
    the_profile->async_dip(
        {{"ANI", caller}}, std::move(options),
        boost::asio::bind_cancellation_slot(
            dip.signal.slot(), boost::asio::bind_executor(executor.get(), keep_in(dip))));
    executor.poll();
    return dip;
  }

  /// Starts a dip whose own deadline is `after` from now.
  Dip& start_until(std::chrono::milliseconds after) {
    DataDipOptions options;
    options.deadline = clock->now() + after;
    return start(std::move(options));
  }

  void pass(std::chrono::milliseconds time) {
    executor.poll();
    clock->advance(time);
    executor.poll();
  }

  /// Answers the next request after `delay`.
  void answer_after(std::chrono::milliseconds delay, int status = 200, std::string body = french) {
    transport->respond_after(delay, status, std::move(body));
  }

  std::size_t requests() const { return transport->requests().size(); }

  std::optional<DataDipProfile> the_profile = profile();
  std::deque<Dip> dips;
};

}  // namespace crmlink::test
