#include "timeline.hpp"

#include <algorithm>
#include <utility>

namespace crm_flow {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

std::string result_of(const crmlink::CrmStep& step) {
  using crmlink::CrmVerdict;
  if (step.attempts == 0 && !step.error) return "skipped";
  if (step.verdict == CrmVerdict::conflict) return "exists already";
  if (step.verdict == CrmVerdict::found && is_create(step.operation)) return "created";
  std::string words(to_string(step.verdict));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string words_of(const crmlink::Error& error) {
  if (!error) return {};
  return error.detail().empty() ? error.code().message() : std::string(error.detail());
}

Moment moment_of(const crmlink::CrmStep& step) {
  Moment moment;
  moment.endpoint = to_string(step.operation);
  if (!step.url.empty()) moment.method = to_string(step.method);
  moment.url = step.url;
  moment.status = step.status;
  moment.result = result_of(step);
  moment.note = step.error ? words_of(step.error) : step.note;
  moment.elapsed = step.elapsed;
  moment.good = !step.error;
  return moment;
}

}  // namespace

milliseconds Timeline::since_ring(TimePoint when) const {
  return duration_cast<milliseconds>(when - began_);
}

nanoseconds Timeline::asked() const {
  nanoseconds sum{0};
  for (const auto& moment : moments_)
    sum += moment.elapsed;
  return sum;
}

void Timeline::insert(Moment moment) {
  const auto later = std::upper_bound(moments_.begin(), moments_.end(), moment,
                                      [](const Moment& a, const Moment& b) { return a.at < b.at; });
  moments_.insert(later, std::move(moment));
}

void Timeline::add(std::string_view step, const crmlink::CrmOutcome& outcome,
                   std::vector<TimePoint> sent) {
  auto next = sent.begin();
  for (const auto& asked : outcome.steps) {
    auto moment = moment_of(asked);
    const bool was_sent = !asked.url.empty() && next != sent.end();
    moment.at = was_sent ? since_ring(*next++) : elapsed();
    moment.step = step;
    requests_ += asked.attempts;
    insert(std::move(moment));
  }
  if (!outcome.steps.empty() && outcome.status != crmlink::CrmStatus::deferred) return;
  const bool good = outcome.succeeded() || outcome.status == crmlink::CrmStatus::skipped;
  add(step, std::string(to_string(outcome.status)), words_of(outcome.error), good);
}

void Timeline::add(std::string_view step, std::string result, std::string note, bool good) {
  Moment moment;
  moment.at = elapsed();
  moment.step = step;
  moment.result = std::move(result);
  moment.note = std::move(note);
  moment.good = good;
  insert(std::move(moment));
}

}  // namespace crm_flow
