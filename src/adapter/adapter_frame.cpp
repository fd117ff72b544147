#include "crmlink/adapter/adapter_frame.hpp"

#include <algorithm>
#include <utility>

#include "crmlink/http/url.hpp"
#include "text/encode.hpp"

namespace crmlink {
namespace {

/// What can stand in a host and its port, brackets of IPv6 included.
bool is_host_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._:[]").find(c) != std::string_view::npos;
}

}  // namespace

Result<AdapterFrame> AdapterFrame::make(std::string_view host, AdapterFrameKind kind) {
  const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), is_host_character);
  const auto url = http::Url::parse("https://" + std::string(host) + "/");
  if (plain && url) return AdapterFrame(std::string(host), kind);
  ErrorInfo info(Errc::invalid_argument);
  info.where = "agent adapter";
  info.detail = "expected a host, such as tenant.example or localhost:8443";
  return Error(std::move(info));
}

AdapterFrame::AdapterFrame(std::string host, AdapterFrameKind kind)
    : host_(std::move(host)), kind_(kind) {}

std::string AdapterFrame::url() const {
  const auto* const type = kind_ == AdapterFrameKind::call ? "call" : "chat";
  return "https://" + host_ + "/agent/?type=" + type + "&from=custom";
}

std::string AdapterFrame::tag() const {
  std::string html = "<iframe src=\"";
  text::encode_html(url(), html);
  html += "\" allow=\"microphone; camera; geolocation\" ";
  html += kind_ == AdapterFrameKind::call ? R"(width="290" height="600")"
                                          : R"(width="450" height="590")";
  return html + "></iframe>";
}

}  // namespace crmlink
