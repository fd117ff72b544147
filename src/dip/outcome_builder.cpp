#include "dip/outcome_builder.hpp"

#include <string>
#include <utility>

#include "dip/data_dip_outcome_data.hpp"
#include "text/masked_excerpt.hpp"

namespace crmlink {
namespace {

using Data = DataDipOutcome::Data;

constexpr int no_content = 204;

ReplyRules rules_of(const DataDipConfig& config) {
  return {.allow = config.allow(),
          .max_bytes = config.max_reply_bytes(),
          .max_parameters = config.max_parameters()};
}

void take_diagnostics(const http::Response& response, Data& data) {
  const auto& exchange = response.diagnostics();
  auto& diagnostics = data.diagnostics;
  diagnostics.phase = Phase::parse;
  diagnostics.elapsed = exchange.elapsed;
  diagnostics.attempts = exchange.attempts;
  diagnostics.http_status = response.status();
  diagnostics.delivery = Delivery::answered;
  diagnostics.reused_connection = exchange.reused_connection;
}

void take_diagnostics(const Error& error, Data& data) {
  auto& diagnostics = data.diagnostics;
  diagnostics.phase = error.phase();
  diagnostics.elapsed = error.elapsed();
  diagnostics.attempts = error.attempts();
  diagnostics.http_status = error.http_status();
  diagnostics.delivery = error.delivery();
}

void fail(Error error, Data& data) {
  data.status = status_of(error);
  data.error = std::move(error);
  data.parameters = data.config->fallback_values;
}

void succeed(Reply reply, Data& data) {
  data.reply = std::move(reply);
  data.parameters = data.reply.parameters;
  data.diagnostics.dropped = data.reply.dropped;
  data.diagnostics.null_parameters = data.reply.null_parameters;
  data.source = DataDipSource::service;
  data.status = data.parameters.empty() ? DataDipStatus::no_match : DataDipStatus::ok;
}

/// Describes a reply that can't be used.
Error refusal(Errc code, std::string detail, const http::Response& response, const Data& data) {
  ErrorInfo info(code);
  info.where = data.config->name + ": POST " + data.config->masked_url;
  info.detail = std::move(detail);
  info.server_text =
      text::masked_excerpt(response.body(), {&data.config->api_token}, Error::max_server_text);
  info.http_status = response.status();
  info.attempts = data.diagnostics.attempts;
  info.phase = data.diagnostics.phase;
  info.elapsed = data.diagnostics.elapsed;
  info.delivery = Delivery::answered;
  return info;
}

// The parameters view the body, so the reply is kept.
void read(const DataDipConfig& config, http::Response reply_of_service, Data& data) {
  data.response = std::move(reply_of_service);
  const auto& response = *data.response;
  take_diagnostics(response, data);
  if (!response.ok())
    return fail(
        refusal(Errc::http_status, "status " + std::to_string(response.status()), response, data),
        data);
  if (response.status() == no_content) return succeed({}, data);
  auto reply = read_reply(response.body(), rules_of(config), data.text_room);
  if (reply) return succeed(std::move(*reply), data);
  const auto problem = reply.error();
  fail(refusal(Errc::invalid_response, std::string(problem.detail()), response, data), data);
}

}  // namespace

DataDipStatus status_of(const Error& error) noexcept {
  if (error.is(Condition::cancelled)) return DataDipStatus::cancelled;
  if (error.is(Condition::timeout)) return DataDipStatus::timeout;
  if (error.is(Condition::overload)) return DataDipStatus::rejected;
  if (error == Errc::http_status) return DataDipStatus::http_status;
  for (const auto code :
       {Errc::malformed_response, Errc::header_too_large, Errc::body_too_large, Errc::invalid_json,
        Errc::invalid_response, Errc::too_many_redirects, Errc::redirect_refused})
    if (error == code) return DataDipStatus::invalid_response;
  if (error.is(Condition::transport)) return DataDipStatus::transport;
  return DataDipStatus::configuration;
}

DataDipOutcome make_outcome(const DataDipConfig& config, Result<http::Response> reply,
                            const Clock& clock, Clock::TimePoint started) {
  const auto received = clock.now();
  // Its text_room isn't cleared first.
  auto data = std::make_shared_for_overwrite<Data>();
  data->config = config.state();
  if (reply) {
    read(config, std::move(*reply), *data);
    data->diagnostics.elapsed.add(Phase::parse, clock.now() - received);
  } else {
    const auto error = reply.error();
    take_diagnostics(error, *data);
    fail(error.within(config.name()), *data);
  }
  data->diagnostics.total = clock.now() - started;
  return DataDipOutcome(std::move(data));
}

}  // namespace crmlink
