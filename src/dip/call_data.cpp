#include "crmlink/dip/call_data.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "crmlink/dip/data_dip_outcome.hpp"
#include "dip/sip.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

constexpr std::array<StandardParameter, 5> known_parameters{{{"External Number", "ANI"},
                                                             {"Caller ID", "CALLER_ID"},
                                                             {"DNIS", "DNIS"},
                                                             {"Tag", "TAG"},
                                                             {"Location", "LOCATION"}}};

bool is_alphanumeric(char c) noexcept {
  const char lower = text::to_lower(c);
  return (lower >= 'a' && lower <= 'z') || text::is_digit(c);
}

int hex_digit(char c) noexcept {
  if (text::is_digit(c)) return c - '0';
  const char lower = text::to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// A display name in quotes may hold anything, < included; a backslash there protects a quote.
std::string_view after_display_name(std::string_view value) noexcept {
  if (!value.starts_with('"')) return value;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == '\\')
      ++i;
    else if (value[i] == '"')
      return value.substr(i + 1);
  }
  return {};
}

std::string_view uri_of(std::string_view value) noexcept {
  value = after_display_name(text::trim(value));
  const auto open = value.find('<');
  if (open == std::string_view::npos) return text::trim(value);
  value.remove_prefix(open + 1);
  return text::trim(value.substr(0, value.find('>')));
}

boost::json::object session_of(const Variables& call) {
  const auto* const session = call.json(session_scope);
  const auto* const members = session == nullptr ? nullptr : session->if_object();
  return members == nullptr ? boost::json::object() : *members;
}

void set_member(boost::json::object& session, std::string_view name, std::string_view value) {
  if (value.empty())
    session.erase(name);
  else
    session[name] = value;
}

}  // namespace

std::span<const StandardParameter> standard_parameters() noexcept {
  return known_parameters;
}

std::string_view long_sip_header(std::string_view name) noexcept {
  if (text::same_name(name, "f")) return "From";
  if (text::same_name(name, "t")) return "To";
  if (text::same_name(name, "m")) return "Contact";
  if (text::same_name(name, "b")) return "Referred-By";
  return name;
}

bool is_sip_header_name(std::string_view name) noexcept {
  constexpr std::string_view marks = "-.!%*_+`'~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [marks](char c) {
    return is_alphanumeric(c) || marks.find(c) != std::string_view::npos;
  });
}

std::string sip_header_variable(std::string_view name) {
  std::string variable = "SIP_";
  for (const char c : long_sip_header(name))
    variable += is_alphanumeric(c) ? text::to_upper(c) : '_';
  return variable;
}

void set_sip_header(Variables& call, std::string_view name, std::string_view value) {
  call.set(sip_header_variable(name), value);
  if (text::same_name(long_sip_header(name), "From"))
    call.set(from_caller_id_variable, sip_user_part(value));
}

std::string sip_user_part(std::string_view header_value) {
  const auto uri = uri_of(header_value);
  const auto colon = uri.find(':');
  if (colon == std::string_view::npos) return {};
  const auto scheme = uri.substr(0, colon);
  auto user = uri.substr(colon + 1);
  if (text::same_name(scheme, "tel")) return percent_decoded(user.substr(0, user.find(';')));
  if (!text::same_name(scheme, "sip") && !text::same_name(scheme, "sips")) return {};
  const auto at = user.find('@');
  if (at == std::string_view::npos) return {};
  user = user.substr(0, at);
  return percent_decoded(user.substr(0, user.find_first_of(";:")));
}

void set_session_parameter(Variables& call, std::string_view name, std::string_view value) {
  auto session = session_of(call);
  set_member(session, name, value);
  call.set_json(session_scope, std::move(session));
}

void set_session_parameters(Variables& call, const DataDipOutcome& outcome) {
  auto session = session_of(call);
  for (const auto& parameter : outcome.parameters())
    set_member(session, parameter.name, parameter.value);
  call.set_json(session_scope, std::move(session));
}

std::string_view session_parameter(const Variables& call, std::string_view name) noexcept {
  const auto* const session = call.json(session_scope);
  const auto* const members = session == nullptr ? nullptr : session->if_object();
  const auto* const member = members == nullptr ? nullptr : members->if_contains(name);
  const auto* const text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

}  // namespace crmlink
