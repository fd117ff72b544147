#include "crmlink/dip/data_dip_config.hpp"

#include <utility>

#include "dip/data_dip_config_state.hpp"

namespace crmlink {

std::string_view to_string(RequestParameterType type) noexcept {
  switch (type) {
    case RequestParameterType::standard:
      return "standard";
    case RequestParameterType::sip_header:
      return "sip_header";
    case RequestParameterType::session:
      return "session";
    case RequestParameterType::static_text:
      return "static";
    case RequestParameterType::text_template:
      return "template";
  }
  return "unknown";
}

DataDipConfig::DataDipConfig(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

std::string_view DataDipConfig::name() const noexcept {
  return state_->name;
}
const http::Url& DataDipConfig::api_url() const noexcept {
  return state_->api_url;
}
std::string_view DataDipConfig::masked_url() const noexcept {
  return state_->masked_url;
}
std::span<const http::Url> DataDipConfig::alternative_urls() const noexcept {
  return state_->alternative_urls;
}
const Secret& DataDipConfig::api_token() const noexcept {
  return state_->api_token;
}
std::chrono::milliseconds DataDipConfig::timeout() const noexcept {
  return state_->timeout;
}

std::chrono::milliseconds DataDipConfig::on_slow_after() const noexcept {
  return state_->on_slow_after;
}

std::string_view DataDipConfig::announcement() const noexcept {
  return state_->announcement;
}

std::string_view DataDipConfig::processing_tone() const noexcept {
  return state_->processing_tone;
}

bool DataDipConfig::repeatable() const noexcept {
  return state_->repeatable;
}

std::span<const RequestParameter> DataDipConfig::request_parameters() const noexcept {
  return state_->request_parameters;
}

std::span<const FallbackParameter> DataDipConfig::fallback() const noexcept {
  return state_->fallback;
}

std::optional<std::span<const AllowedParameter>> DataDipConfig::allow() const noexcept {
  if (!state_->allow) return std::nullopt;
  return *state_->allow;
}

std::size_t DataDipConfig::max_reply_bytes() const noexcept {
  return state_->max_reply_bytes;
}
std::size_t DataDipConfig::max_parameters() const noexcept {
  return state_->max_parameters;
}

bool DataDipConfig::share_identical() const noexcept {
  return state_->share_identical;
}

const DataDipCacheSettings& DataDipConfig::cache() const noexcept {
  return state_->cache;
}

std::chrono::milliseconds DataDipConfig::late_answers_within() const noexcept {
  return state_->late_answers_within;
}

}  // namespace crmlink
