#include "http/resilience/origin_guard.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {
namespace {

constexpr std::uint32_t enough_samples = 20;
constexpr double hedge_burst = 5;

void notify(std::vector<std::pair<std::shared_ptr<TurnWaiter>, Turn>>& notices) {
  for (auto& [waiter, turn] : notices)
    waiter->on_turn(turn);
}

std::string milliseconds_text(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(time).count()) + " ms";
}

Turn refused(Errc code, std::chrono::nanoseconds retry_in = {}) {
  return {.pass = {}, .refusal = code, .retry_in = retry_in};
}

std::shared_ptr<TurnWaiter> alive(const LaneScheduler::Waiter& waiter) {
  return std::static_pointer_cast<TurnWaiter>(waiter.owner.lock());
}

}  // namespace

OriginGuard::OriginGuard(std::string name, const ResilienceOptions& options,
                         std::shared_ptr<Clock> clock, boost::asio::any_io_executor executor,
                         Logger logger)
    : options_(options),
      clock_(std::move(clock)),
      executor_(std::move(executor)),
      logger_(std::move(logger)),
      breaker_(options.breaker),
      gate_(options.rate),
      lanes_(options),
      retry_budget_(options.retry.budget_share, options.retry.budget_per_second,
                    options.retry.budget_most),
      hedge_budget_(options.hedge.max_share, 0, hedge_burst) {
  statistics_.origin = std::move(name);
}

std::optional<Turn> OriginGuard::ask(Priority lane, const std::shared_ptr<TurnWaiter>& waiter,
                                     SteadyTime deadline) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_->now();
  if (auto turn = refusal(lane, now, deadline)) return turn;
  if (lanes_.is_free(lane) && gate_.open_at(lane, now) <= now)
    return Turn{.pass = grant(lane, now)};
  if (!lanes_.may_wait(lane)) {
    ++of(lane).queue_full;
    return refused(Errc::queue_full);
  }
  lanes_.enqueue(LaneScheduler::Waiter(lane, waiter, now, deadline));
  set_alarm(now);
  return std::nullopt;
}

std::optional<Turn> OriginGuard::refusal(Priority lane, SteadyTime now, SteadyTime deadline) {
  if (!breaker_.would_enter(now)) return refuse_for_breaker(now);
  const auto stopped_until = gate_.stopped_until(lane);
  if (stopped_until <= now || stopped_until < deadline) return std::nullopt;
  ++of(lane).rate_limited;
  return refused(Errc::rate_limited, stopped_until - now);
}

Turn OriginGuard::refuse_for_breaker(SteadyTime now) {
  ++statistics_.breaker_refused;
  return refused(
      Errc::breaker_open,
      std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(breaker_.open_until() - now)));
}

std::optional<TurnPass> OriginGuard::grant(Priority lane, SteadyTime now) {
  const auto pass = breaker_.enter(now);
  if (!pass) return std::nullopt;
  gate_.take(now);
  lanes_.begin(lane);
  ++statistics_.attempts;
  ++of(lane).granted;
  return TurnPass{.lane = lane, .breaker = *pass};
}

std::optional<TurnPass> OriginGuard::ask_for_hedge(Priority lane) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_->now();
  if (breaker_.state(now) != BreakerState::closed) return std::nullopt;
  if (!lanes_.is_free(lane) || gate_.open_at(lane, now) > now) return std::nullopt;
  if (!hedge_budget_.withdraw(now)) return std::nullopt;
  ++statistics_.hedges;
  return grant(lane, now);
}

bool OriginGuard::withdraw(Priority lane, const std::shared_ptr<TurnWaiter>& waiter) {
  const std::lock_guard lock(mutex_);
  const bool waited = lanes_.withdraw(lane, waiter);
  if (waited) set_alarm(clock_->now());
  return waited;
}

void OriginGuard::leave(const TurnPass& pass, const AttemptReport& report) {
  std::string news;
  Notices notices;
  {
    const std::lock_guard lock(mutex_);
    const auto now = clock_->now();
    lanes_.end(pass.lane);
    if (report.verdict == Verdict::failure) ++statistics_.failures;
    if (breaker_.leave(pass.breaker, report.verdict, now)) {
      ++statistics_.breaker_opened;
      news = "left alone for " + milliseconds_text(options_.breaker.open_time) +
             ", it failed too often";
    }
    if (report.latency) latency_.add(*report.latency);
    if (options_.rate.learn) learn(report, now, news);
    notices = serve(now);
  }
  if (!news.empty()) logger_.write(LogLevel::warning, "http", statistics_.origin + ": " + news);
  notify(notices);
}

void OriginGuard::learn(const AttemptReport& report, SteadyTime now, std::string& news) {
  bool stopped = gate_.learn(report.limits, now);
  // What the quota's own fields say is more exact than a default, not than Retry-After.
  if (report.too_many && (!stopped || report.retry_after))
    stopped = gate_.refuse(report.retry_after, now) || stopped;
  if (!stopped) return;
  if (!news.empty()) news += "; ";
  news += "asked too much, stopped for " +
          milliseconds_text(gate_.stopped_until(Priority::live_dip) - now);
}

OriginGuard::Notices OriginGuard::serve(SteadyTime now) {
  Notices notices;
  if (lanes_.waiting() == 0) return notices;
  serve_lanes(now, notices);
  refuse_hopeless(now, notices);
  set_alarm(now);
  return notices;
}

void OriginGuard::serve_lanes(SteadyTime now, Notices& notices) {
  const auto may_go = [this, now](Priority lane) { return gate_.open_at(lane, now) <= now; };
  while (breaker_.would_enter(now)) {
    const auto next = lanes_.next(now, may_go);
    if (!next) return;
    auto waiter = alive(*next);
    if (!waiter) continue;
    ++of(next->lane).waited;
    notices.emplace_back(std::move(waiter), Turn{.pass = grant(next->lane, now)});
  }
}

/// Nobody waits for what can't come in time: the caller may still ask elsewhere.
void OriginGuard::refuse_hopeless(SteadyTime now, Notices& notices) {
  const bool open = !breaker_.would_enter(now);
  const auto gone = lanes_.remove_if([this, open, now](const LaneScheduler::Waiter& waiter) {
    const auto stopped_until = gate_.stopped_until(waiter.lane);
    return open || (stopped_until > now && stopped_until >= waiter.deadline);
  });
  for (const auto& waiter : gone) {
    auto turn = open ? refuse_for_breaker(now)
                     : refused(Errc::rate_limited, gate_.stopped_until(waiter.lane) - now);
    if (!open) ++of(waiter.lane).rate_limited;
    if (auto owner = alive(waiter)) notices.emplace_back(std::move(owner), turn);
  }
}

std::optional<SteadyTime> OriginGuard::next_opening(SteadyTime now) const {
  std::optional<SteadyTime> next;
  for (std::size_t i = 0; i < priority_count; ++i) {
    const auto lane = static_cast<Priority>(i);
    if (!lanes_.waits_for_rate(lane)) continue;
    const auto opening = gate_.open_at(lane, now);
    next = next ? std::min(*next, opening) : opening;
  }
  return next;
}

void OriginGuard::set_alarm(SteadyTime now) {
  const auto next = next_opening(now);
  if (!next && !alarm_at_) return;
  // An alarm that is a little early only asks again; moving it for each waiter costs more.
  constexpr std::chrono::microseconds little{500};
  if (next && alarm_at_ && *alarm_at_ <= *next && *next - *alarm_at_ < little) return;
  alarm_at_ = next;
  if (!alarm_)
    alarm_ = std::make_shared<Alarm>(clock_, executor_, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->on_alarm();
    });
  alarm_->set(next);
}

void OriginGuard::on_alarm() {
  Notices notices;
  {
    const std::lock_guard lock(mutex_);
    alarm_at_.reset();
    notices = serve(clock_->now());
  }
  notify(notices);
}

void OriginGuard::count(GuardEvent event) {
  const std::lock_guard lock(mutex_);
  switch (event) {
    case GuardEvent::request:
      ++statistics_.requests;
      return retry_budget_.deposit();
    case GuardEvent::retry:
      ++statistics_.retries;
      return;
    case GuardEvent::failover:
      ++statistics_.failovers;
      return;
    case GuardEvent::hedge_won:
      ++statistics_.hedges_won;
      return;
  }
}

bool OriginGuard::withdraw_retry() {
  const std::lock_guard lock(mutex_);
  const bool allowed = retry_budget_.withdraw(clock_->now());
  if (!allowed) ++statistics_.budget_refused;
  return allowed;
}

std::optional<std::chrono::nanoseconds> OriginGuard::hedge_after() {
  const HedgeOptions& hedge = options_.hedge;
  if (hedge.percentile <= 0 || hedge.max_share <= 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  hedge_budget_.deposit();
  if (latency_.size() < std::max(1U, hedge.minimum_samples)) return std::nullopt;
  return std::max<std::chrono::nanoseconds>(hedge.minimum_delay,
                                            latency_.percentile(hedge.percentile));
}

std::chrono::nanoseconds OriginGuard::least_time() const {
  constexpr double fastest = 10;
  const std::lock_guard lock(mutex_);
  if (latency_.size() < enough_samples) return std::chrono::nanoseconds(0);
  return latency_.percentile(fastest);
}

bool OriginGuard::is_idle() const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < priority_count; ++i)
    if (lanes_.under_way(static_cast<Priority>(i)) != 0) return false;
  return lanes_.waiting() == 0;
}

OriginStatistics OriginGuard::statistics() const {
  constexpr double half = 50;
  const std::lock_guard lock(mutex_);
  const auto now = clock_->now();
  OriginStatistics result = statistics_;
  result.budget_left = retry_budget_.left(now);
  result.breaker = breaker_.state(now);
  for (std::size_t i = 0; i < priority_count; ++i) {
    result.lanes[i].under_way = lanes_.under_way(static_cast<Priority>(i));
    result.lanes[i].waiting = lanes_.waiting(static_cast<Priority>(i));
  }
  result.brief_limit = gate_.limits().brief;
  result.daily_limit = gate_.limits().daily;
  const auto stopped = gate_.stopped_until(Priority::live_dip) - now;
  result.stopped_for =
      std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(stopped));
  result.median_latency = latency_.percentile(half);
  return result;
}

}  // namespace crmlink::http
