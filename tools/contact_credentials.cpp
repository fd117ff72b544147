#include "contact_credentials.hpp"

#include <utility>

#include "config_file.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink::tool {
namespace {

ContactCredential read_credential(ConfigObject& object) {
  auto user = object.text("user", "");
  if (user.find(':') != std::string::npos)
    object.complain("user", ConfigProblem("a user name with a colon can't be sent"));
  auto secret = object.required_secret("secret");
  object.reject_unknown();
  return ContactCredential(std::move(secret), std::move(user));
}

}  // namespace

std::optional<ContactCredentials> load_credentials(const std::string& path, bool as_json,
                                                   Console& console, ExitStatus& status) {
  ContactCredentials credentials;
  if (path.empty()) return credentials;
  const auto text = load_text(path, as_json, console, status);
  if (!text) return std::nullopt;
  auto document = ConfigDocument::parse(shown_name(path), *text);
  auto root = document.root();
  for (const auto& id : root.names())
    if (auto object = root.optional_object(id)) credentials.emplace(id, read_credential(*object));
  if (const auto verdict = document.finish(); !verdict) {
    status = complaints;
    print_load_failure(path, verdict.error(), as_json, console);
    return std::nullopt;
  }
  return credentials;
}

}  // namespace crmlink::tool
