#include "page_files.hpp"

#include <array>
#include <fstream>
#include <iterator>

#include "csv.hpp"

namespace agent_desktop {
namespace {

/// Where a file is served, and by which policy.
struct Entry {
  const char* path;
  const char* file;
  const char* type;
  const char* policy;
};

constexpr const char* html = "text/html; charset=utf-8";
constexpr const char* script = "text/javascript; charset=utf-8";
constexpr const char* style = "text/css; charset=utf-8";
// connect-src 'self' holds for the WebSocket, too: same host, same port (CSP 3 §6.7.2.8).
constexpr const char* outer =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";
constexpr const char* inner =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";
constexpr const char* nothing = "default-src 'none'; frame-ancestors 'none'";

constexpr std::array entries{
    Entry{"/", "desktop.html", html, outer},
    Entry{"/desktop.js", "desktop.js", script, nothing},
    Entry{"/desktop.css", "desktop.css", style, nothing},
    Entry{"/icon.svg", "icon.svg", "image/svg+xml", nothing},
    Entry{"/agent/", "agent.html", html, inner},
    Entry{"/agent/agent.js", "agent.js", script, nothing},
    Entry{"/agent/agent.css", "agent.css", style, nothing},
    Entry{"/welcome", "welcome.html", html,
          "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'self'"},
};

}  // namespace

crmlink::Result<PageFiles> PageFiles::read(const std::string& folder) {
  PageFiles files;
  for (const auto& entry : entries) {
    const auto path = folder + "/" + entry.file;
    std::ifstream file(path, std::ios::binary);
    if (!file) return crm_service::failure(path, "can't be read");
    Reply reply;
    reply.content_type = entry.type;
    reply.body.assign(std::istreambuf_iterator<char>(file), {});
    reply.fields = {{"Content-Security-Policy", entry.policy}};
    files.files_.emplace(entry.path, std::move(reply));
  }
  return files;
}

std::optional<Reply> PageFiles::find(std::string_view path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return std::nullopt;
  return found->second;
}

}  // namespace agent_desktop
