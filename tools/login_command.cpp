#include "login_command.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <ctime>
#include <optional>
#include <ostream>
#include <utility>

#include "config_file.hpp"
#include "json_output.hpp"
#include "login_runner.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

std::string utc_text(std::chrono::system_clock::time_point when) {
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

// Whoever waits for the URL is a person, so it isn't part of the JSON document.
void tell_of_wait(const LoginOptions& options, Console& console, const std::string& url,
                  const std::string& redirect_url) {
  auto& out = options.json ? console.err : console.out;
  out << "Open this URL in a browser on this machine:\n\n  " << printable(url) << "\n\nWaiting "
      << options.timeout_s << " s for it at " << printable(redirect_url) << "; Ctrl-C ends this.\n"
      << std::flush;
}

void print_as_json(const LoginOptions& options, const Result<http::OAuthToken>& token,
                   std::ostream& out) {
  boost::json::object document;
  document["ok"] = token.has_value();
  document["store"] = token ? boost::json::value(options.store_file) : nullptr;
  document["renewable"] = token && token->refresh_token;
  document["expires_at"] = nullptr;
  if (token && token->expires_at) document["expires_at"] = utc_text(*token->expires_at);
  document["error"] = nullptr;
  document["server_text"] = nullptr;
  document["complaints"] = json_of({});
  if (!token) {
    document["error"] = token.error().message();
    if (!token.error().server_text().empty()) document["server_text"] = token.error().server_text();
    document["complaints"] = json_of(token.error().complaints());
  }
  print_json(out, document);
}

void print_failure(const Error& error, Console& console) {
  console.err << "crmlink: " << printable(error.message()) << '\n';
  if (!error.server_text().empty())
    console.err << "The server says: " << printable(error.server_text()) << '\n';
}

void print_success(const LoginOptions& options, const http::OAuthToken& token, Console& console) {
  console.out << console.out_style.green("Logged in.") << " The token is in "
              << printable(options.store_file);
  if (token.expires_at) console.out << "; it expires at " << utc_text(*token.expires_at);
  console.out << (token.refresh_token ? " and can be renewed.\n" : " and can't be renewed.\n");
}

void print(const LoginOptions& options, const Result<http::OAuthToken>& token, Console& console) {
  if (options.json) return print_as_json(options, token, console.out);
  if (token)
    print_success(options, *token, console);
  else
    print_failure(token.error(), console);
}

ExitStatus status_of(const Result<http::OAuthToken>& token) {
  if (token) return fine;
  return token.error() == Errc::invalid_configuration ? complaints : failed_dip;
}

/// Reads the configuration; prints what is wrong with it.
std::optional<http::AuthOptions> load(const LoginOptions& options, Console& console,
                                      ExitStatus& status) {
  const auto text = read_config_file(options.file, console.in);
  auto auth = text ? http::parse_auth(*text, {}, shown_name(options.file))
                   : Result<http::AuthOptions>(text.error());
  if (auth && auth->kind == http::AuthKind::oauth2) return std::move(*auth);
  ErrorInfo wrong(Errc::invalid_configuration);
  wrong.where = shown_name(options.file);
  wrong.detail = "/auth/kind isn't oauth2: there is nothing to log in to";
  status = text ? complaints : usage;
  print(options, auth ? Error(std::move(wrong)) : auth.error(), console);
  return std::nullopt;
}

}  // namespace

ExitStatus run_login_command(const LoginOptions& options, Console& console) {
  auto status = fine;
  const auto auth = load(options, console, status);
  if (!auth) return status;
  const auto network = load_network(options.network, options.json, console, status);
  if (!network) return status;

  LoginPlan plan;
  plan.oauth = auth->oauth;
  plan.client = network->client;
  plan.store_file = options.store_file;
  plan.timeout = std::chrono::seconds(options.timeout_s);
  plan.on_ready = [&](const std::string& url, const std::string& redirect_url) {
    tell_of_wait(options, console, url, redirect_url);
  };
  const auto token = run_login(std::move(plan));
  print(options, token, console);
  return status_of(token);
}

}  // namespace crmlink::tool
