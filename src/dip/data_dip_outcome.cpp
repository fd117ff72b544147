#include "crmlink/dip/data_dip_outcome.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dip/data_dip_outcome_data.hpp"

namespace crmlink {
namespace {

template <class Predicate>
std::vector<DataDipParameter> select(std::span<const DataDipParameter> parameters,
                                     Predicate predicate) {
  std::vector<DataDipParameter> selected;
  std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(selected), predicate);
  return selected;
}

std::string describe_success(const DataDipOutcome& outcome) {
  std::string text = outcome.status() == DataDipStatus::no_match
                         ? std::string("no match")
                         : std::to_string(outcome.parameters().size()) + " parameters";
  if (const auto dropped = outcome.diagnostics().dropped.total(); dropped != 0)
    text.append(", ").append(std::to_string(dropped)).append(" dropped");
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(outcome.age()).count();
  if (outcome.source() == DataDipSource::cache)
    text.append(", said ").append(std::to_string(age)).append(" ms ago");
  if (outcome.source() == DataDipSource::stale_cache)
    text.append(", stale, said ").append(std::to_string(age)).append(" ms ago, since ");
  return text;
}

}  // namespace

std::string_view to_string(DataDipStatus status) noexcept {
  switch (status) {
    case DataDipStatus::ok:
      return "ok";
    case DataDipStatus::no_match:
      return "no_match";
    case DataDipStatus::timeout:
      return "timeout";
    case DataDipStatus::cancelled:
      return "cancelled";
    case DataDipStatus::transport:
      return "transport";
    case DataDipStatus::http_status:
      return "http_status";
    case DataDipStatus::invalid_response:
      return "invalid_response";
    case DataDipStatus::rejected:
      return "rejected";
    case DataDipStatus::configuration:
      return "configuration";
  }
  return "unknown";
}

std::string_view to_string(DataDipSource source) noexcept {
  switch (source) {
    case DataDipSource::service:
      return "service";
    case DataDipSource::shared:
      return "shared";
    case DataDipSource::cache:
      return "cache";
    case DataDipSource::stale_cache:
      return "stale_cache";
    case DataDipSource::fallback:
      return "fallback";
  }
  return "unknown";
}

DataDipOutcome::DataDipOutcome() : data_(std::make_shared<const Data>()) {}

DataDipOutcome::DataDipOutcome(std::shared_ptr<const Data> data) noexcept
    : data_(std::move(data)) {}

DataDipStatus DataDipOutcome::status() const noexcept {
  return data_->status;
}

bool DataDipOutcome::succeeded() const noexcept {
  return status() == DataDipStatus::ok || status() == DataDipStatus::no_match;
}

std::span<const DataDipParameter> DataDipOutcome::parameters() const noexcept {
  return data_->parameters;
}

const DataDipParameter* DataDipOutcome::find(std::string_view name) const noexcept {
  const auto all = parameters();
  const auto found =
      std::find_if(all.begin(), all.end(),
                   [name](const DataDipParameter& parameter) { return parameter.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view DataDipOutcome::value_or(std::string_view name,
                                          std::string_view otherwise) const noexcept {
  const auto* const parameter = find(name);
  return parameter == nullptr ? otherwise : parameter->value;
}

std::vector<DataDipParameter> DataDipOutcome::for_agent() const {
  return select(parameters(), [](const auto& parameter) { return parameter.display_to_agent; });
}

std::vector<DataDipParameter> DataDipOutcome::for_database() const {
  return select(parameters(), [](const auto& parameter) { return parameter.save_to_database; });
}

const DataDipDiagnostics& DataDipOutcome::diagnostics() const noexcept {
  return data_->diagnostics;
}

std::string_view DataDipOutcome::profile() const noexcept {
  return data_->config ? std::string_view(data_->config->name) : std::string_view();
}

std::string_view DataDipOutcome::url() const noexcept {
  return data_->config ? std::string_view(data_->config->masked_url) : std::string_view();
}

std::string_view DataDipOutcome::peer() const noexcept {
  return data_->response ? std::string_view(data_->response->diagnostics().peer)
                         : std::string_view(data_->peer);
}

DataDipSource DataDipOutcome::source() const noexcept {
  return data_->source;
}

std::chrono::nanoseconds DataDipOutcome::age() const noexcept {
  return data_->age;
}

const Error& DataDipOutcome::error() const noexcept {
  return data_->error;
}

std::string_view DataDipOutcome::reply_excerpt() const noexcept {
  return data_->error.server_text();
}

std::string DataDipOutcome::reason() const {
  if (!data_->config) return "no dip was made";
  std::string text(profile());
  text.append(": POST ").append(url()).append(": ");
  if (succeeded()) text.append(describe_success(*this));
  if (!error()) return text;
  text.append(error().code().message());
  if (!error().detail().empty()) text.append(": ").append(error().detail());
  return text;
}

}  // namespace crmlink
