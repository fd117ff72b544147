#include <boost/json/value.hpp>

#include "core/config_state.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink {

ConfigDocument ConfigDocument::parse(std::string name, std::string_view text,
                                     const JsonLimits& limits) {
  return ConfigDocument(std::make_shared<ConfigState>(std::move(name), text, limits));
}

ConfigDocument::ConfigDocument(std::string name, boost::json::value value)
    : state_(std::make_shared<ConfigState>(std::move(name), std::move(value))) {}

ConfigDocument::ConfigDocument(std::shared_ptr<ConfigState> state) noexcept
    : state_(std::move(state)) {}

ConfigDocument::ConfigDocument(ConfigDocument&&) noexcept = default;
ConfigDocument& ConfigDocument::operator=(ConfigDocument&&) noexcept = default;
ConfigDocument::~ConfigDocument() = default;

void ConfigDocument::rename(std::string name) {
  state_->rename(std::move(name));
}

ConfigObject ConfigDocument::root() {
  const boost::json::value* value = state_->root();
  if (value == nullptr) return ConfigObject::none();
  return ConfigValue(state_, *value, "").object().value_or(ConfigObject::none());
}

bool ConfigDocument::ok() const noexcept {
  return state_->ok();
}

Result<> ConfigDocument::finish() const {
  if (state_->ok()) return {};
  ErrorInfo info(Errc::invalid_configuration);
  info.complaints = state_->complaints();
  info.where = info.complaints.front().document;
  return Error(std::move(info));
}

}  // namespace crmlink
