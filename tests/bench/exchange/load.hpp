#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "exchange/bench_client.hpp"

namespace crmlink::bench {

/// Keeps a number of exchanges under way until a number is done: closed loop.
class ClosedLoop : public Listener {
 public:
  /// Takes how many are under way at once.
  ClosedLoop(std::string_view client, const Setup& setup, std::size_t at_once);

  /// Does `count` exchanges.
  void run(std::size_t count);
  void finished(std::size_t slot, Ending ending) override;

 private:
  std::size_t at_once_;
  std::size_t to_start_ = 0;
  std::size_t to_finish_ = 0;
  std::unique_ptr<BenchClient> client_;
};

/// Starts exchanges at a fixed rate, whatever became of the earlier ones: open loop.
class OpenLoop : public Listener {
 public:
  using TimePoint = BenchClient::TimePoint;
  /// How one exchange went.
  struct Sample {
    TimePoint due;
    TimePoint began;
    TimePoint ended;
    Ending ending = Ending::answered;
  };

  OpenLoop(std::string_view client, const Setup& setup);

  /// Starts `count` exchanges at `per_second` and waits for their ends.
  void run(std::size_t count, double per_second);
  const std::vector<Sample>& samples() const noexcept { return samples_; }
  void finished(std::size_t slot, Ending ending) override;

 private:
  std::vector<Sample> samples_;
  std::size_t to_finish_ = 0;
  std::unique_ptr<BenchClient> client_;
};

}  // namespace crmlink::bench
