#include "crmlink/dip/answering.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "text/encode.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

void append_string(std::string_view text, std::string& out) {
  out += '"';
  text::encode_json(text, out);
  out += '"';
}

void append_flag(std::string_view name, bool flag, std::string& out) {
  out.append(",\"").append(name).append(flag ? "\":\"true\"" : "\":\"false\"");
}

Error refused(Errc code, int status, std::string detail) {
  ErrorInfo info(code);
  info.where = "data dip request";
  info.http_status = status;
  info.detail = std::move(detail);
  return info;
}

}  // namespace

DataDipRequest::DataDipRequest(std::vector<Entry> entries) : entries_(std::move(entries)) {}

std::optional<std::string_view> DataDipRequest::find(std::string_view key) const noexcept {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [key](const Entry& entry) { return entry.first == key; });
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

Result<DataDipRequest> parse_data_dip_request(std::string_view authorization, std::string_view body,
                                              const Secret& token) {
  const auto expected = token.resolve();
  if (!expected)
    return refused(Errc::secret_unavailable, 500, std::string(expected.error().detail()));
  if (!bearer_token_matches(authorization, expected->reveal()))
    return refused(Errc::http_status, 401, "the bearer token is missing or wrong");
  return parse_data_dip_request(body);
}

bool bearer_token_matches(std::string_view authorization, std::string_view token) noexcept {
  constexpr std::string_view scheme = "bearer ";
  if (!text::same_name(authorization.substr(0, scheme.size()), scheme)) return false;
  const auto given = text::trim(authorization.substr(scheme.size()));
  return !token.empty() && given.size() == token.size() &&
         CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
}

DataDipReply& DataDipReply::set(std::string_view name, std::string_view value,
                                bool display_to_agent, bool save_to_database) {
  std::erase_if(parameters_, [name](const Parameter& earlier) { return earlier.name == name; });
  parameters_.push_back(
      {std::string(name), std::string(value), display_to_agent, save_to_database});
  return *this;
}

std::string DataDipReply::to_json() const {
  std::string json = "{\"parameters\":{";
  for (const auto& parameter : parameters_) {
    if (json.back() != '{') json += ',';
    append_string(parameter.name, json);
    json += ":{\"value\":";
    append_string(parameter.value, json);
    append_flag("displayToAgent", parameter.display_to_agent, json);
    append_flag("saveToDatabase", parameter.save_to_database, json);
    json += '}';
  }
  return json += "}}";
}

}  // namespace crmlink
