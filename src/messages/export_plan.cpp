#include "messages/export_plan.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "text/encode.hpp"

namespace crmlink {
namespace {

constexpr std::string_view dashboard = "/KoopidPartnerServer/api/APIEndpoint/Dashboard/";

std::string in_url(std::string_view text) {
  std::string out;
  text::encode_url(text, out);
  return out;
}

std::string epoch(MessageQuery::Time time, EpochUnit unit) {
  const auto count = time.time_since_epoch();
  return std::to_string(unit == EpochUnit::milliseconds
                            ? count.count()
                            : std::chrono::floor<std::chrono::seconds>(count).count());
}

/// The source's sample has the id without quotes; what isn't a number in JSON needs them.
std::string provider_in_json(std::string_view provider) {
  constexpr std::size_t most_digits = 15;  // What every reader of JSON takes for the same number.
  const bool digits =
      std::all_of(provider.begin(), provider.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits && provider.front() != '0' && provider.size() <= most_digits)
    return std::string(provider);
  std::string out = "\"";
  text::encode_json(provider, out);
  return out + '"';
}

std::string base_of(const MessageExportConfig& config) {
  auto base = config.base_url.to_string();
  if (base.ends_with('/')) base.pop_back();
  return base.append(dashboard);
}

/// What both operations say of the page.
struct Page {
  std::string start;
  std::string end;
  std::string limit;
  std::string offset;
};

std::string session_url(const MessageExportConfig& config, const ExportPosition& position,
                        const Page& page) {
  const auto provider = in_url(config.provider);
  return base_of(config) + provider + "/RedactedMessages?providerid=" + provider +
         "&customersessionid=" + in_url(position.query.customer_session) + "&limit=" + page.limit +
         "&offset=" + page.offset + "&start=" + page.start + "&end=" + page.end;
}

std::string provider_body(const MessageExportConfig& config, const Page& page) {
  return "{\"providerId\":" + provider_in_json(config.provider) + ",\"start\":" + page.start +
         ",\"end\":" + page.end + ",\"limit\":" + page.limit + ",\"offset\":" + page.offset +
         ",\"interval\":\"1d\"}";
}

}  // namespace

Result<http::Request> plan_export(const MessageExportConfig& config,
                                  const ExportPosition& position) {
  const Page page{.start = epoch(position.window_begin, config.epoch_unit),
                  .end = epoch(position.window_end(), config.epoch_unit),
                  .limit = std::to_string(position.limit),
                  .offset = std::to_string(position.offset)};
  const bool of_session = !position.query.customer_session.empty();
  auto url = http::Url::parse(of_session ? session_url(config, position, page)
                                         : base_of(config) +
                                               "Messages?providerid=" + in_url(config.provider));
  if (!url) return url.error();
  http::Request request(of_session ? http::Method::get : http::Method::post, std::move(*url));
  request.fields.emplace_back("Content-Type", "application/json");
  request.fields.emplace_back("Accept", "application/json");
  request.bearer = config.api_key;
  if (!of_session) request.body = provider_body(config, page);
  request.repeatable = true;  // Both only read.
  request.priority = http::Priority::bulk_export;
  return request;
}

}  // namespace crmlink
