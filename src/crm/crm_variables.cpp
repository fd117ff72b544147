#include "crmlink/crm/crm_variables.hpp"

#include <algorithm>
#include <array>

#include "text/encode.hpp"

namespace crmlink {
namespace {

constexpr std::array<std::string_view, 44> names{"AGENT_ID",
                                                 "AGENT_CUSTOM_ID",
                                                 "AGENT_EMAIL",
                                                 "NAME",
                                                 "FIRST_NAME",
                                                 "LAST_NAME",
                                                 "UJET_ID",
                                                 "EMAIL",
                                                 "SESSION_TYPE",
                                                 "PHONE_NUMBER",
                                                 "CALL_ID",
                                                 "CHAT_ID",
                                                 "LANG",
                                                 "CUSTOM_USER_ID",
                                                 "ACCOUNT_ID",
                                                 "RECORD_ID",
                                                 "SESSION_ID",
                                                 "MENU_PATH",
                                                 "OUTBOUND_PHONE_NUMBER",
                                                 "QUEUE_NAME",
                                                 "QUEUE_ID",
                                                 "SDK_NAME",
                                                 "SDK_EMAIL",
                                                 "SDK_PHONE",
                                                 "SDK_IDENTIFIER",
                                                 "SMART_ACTION_SESSION_ID",
                                                 "RATING",
                                                 "FEEDBACK",
                                                 "CALL_DURATION",
                                                 "HOLD_TIME",
                                                 "WAIT_TIME",
                                                 "DEVICE_TYPE",
                                                 "DISCONNECTED_BY",
                                                 "CHANNEL",
                                                 "TICKET_SUBJECT",
                                                 "TICKET_DESCRIPTION",
                                                 "TICKET_DESCRIPTION_HTML",
                                                 "COMMENT_BODY",
                                                 "FILE_DATA",
                                                 "ATTACHMENT_ID",
                                                 "FILE_NAME",
                                                 "FILE_TYPE",
                                                 "FILE_KIND",
                                                 "EVENT_DETAILS"};

constexpr std::string_view no_last_name = "--";
constexpr std::string_view spaces = " \t\r\n";

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) + 1 - first);
}

void set_if_absent(Variables& variables, std::string_view name, std::string_view value) {
  if (!variables.contains(name)) variables.set(name, value);
}

void split_name(Variables& variables) {
  const auto* const whole = variables.text("NAME");
  if (!whole) return;
  const std::string copy(trim(*whole));
  const auto end = std::min(copy.find_first_of(spaces), copy.size());
  const auto last = trim(std::string_view(copy).substr(end));
  if (copy.empty()) return;
  set_if_absent(variables, "FIRST_NAME", std::string_view(copy).substr(0, end));
  set_if_absent(variables, "LAST_NAME", last.empty() ? no_last_name : last);
}

void append_two_digits(std::string& out, std::chrono::seconds::rep number) {
  if (number < 10) out += '0';
  out += std::to_string(number);
}

}  // namespace

Vocabulary crm_vocabulary() {
  Vocabulary vocabulary;
  for (const auto name : names)
    vocabulary.add(name);
  return vocabulary;
}

void complete_crm_variables(Variables& variables) {
  split_name(variables);
  set_if_absent(variables, "LAST_NAME", no_last_name);
  if (const auto* const text = variables.text("TICKET_DESCRIPTION"))
    set_if_absent(variables, "TICKET_DESCRIPTION_HTML", to_crm_html(*text));
}

std::string to_crm_duration(std::chrono::seconds duration) {
  const auto seconds = std::max<std::chrono::seconds::rep>(duration.count(), 0);
  std::string text;
  append_two_digits(text, seconds / 60);
  text += ':';
  append_two_digits(text, seconds % 60);
  return text;
}

std::string to_crm_html(std::string_view text) {
  std::string html;
  while (true) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    text::encode_html(line, html);
    if (end == std::string_view::npos) return html;
    html += "<br>";
    text.remove_prefix(end + 1);
  }
}

}  // namespace crmlink
