#include "crmlink/http/authorization_code.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

#include "http/auth/code_exchange.hpp"
#include "http/auth/pkce.hpp"
#include "http/auth/token_request.hpp"
#include "text/encode.hpp"

namespace crmlink::http {
namespace {

constexpr std::size_t max_callback_size = std::size_t{16} * 1024;

Error wrong(std::string detail, Errc code = Errc::invalid_argument) {
  ErrorInfo info(code);
  info.where = "login";
  info.detail = std::move(detail);
  return info;
}

void append_parameter(std::string& url, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  url += url.find('?') == std::string::npos ? '?' : '&';
  text::encode_url(name, url);
  url += '=';
  text::encode_url(value, url);
}

std::string build_url(const OAuthOptions& options, std::string_view state,
                      std::string_view verifier) {
  auto url = options.authorization_url.to_string();
  append_parameter(url, "response_type", "code");
  append_parameter(url, "client_id", options.client_id);
  if (options.send_redirect_url) append_parameter(url, "redirect_uri", options.redirect_url);
  append_parameter(url, "scope", options.scope);
  append_parameter(url, "state", state);
  append_parameter(url, "access_type", options.access_type);
  if (options.pkce) {
    append_parameter(url, "code_challenge", code_challenge(verifier));
    append_parameter(url, "code_challenge_method", "S256");
  }
  for (const auto& [name, value] : options.authorization_parameters)
    append_parameter(url, name, value);
  return url;
}

/// The parameters of a callback that matter; one that comes twice makes it unreadable.
class Callback {
 public:
  static std::optional<Callback> parse(std::string_view target) {
    const auto question = target.find('?');
    if (question != std::string_view::npos) target.remove_prefix(question + 1);
    target = target.substr(0, target.find('#'));
    if (target.size() > max_callback_size) return std::nullopt;
    const auto query = '?' + std::string(target);
    const auto url = boost::urls::parse_uri_reference(query);
    if (!url) return std::nullopt;
    Callback callback;
    for (const auto& parameter : url->params())
      if (!callback.take(parameter.key, parameter.value)) return std::nullopt;
    return callback;
  }

  std::string code;
  std::string state;
  std::string error;
  std::string description;

 private:
  bool take(std::string_view name, std::string_view value) {
    auto* const place = name == "code"                ? &code
                        : name == "state"             ? &state
                        : name == "error"             ? &error
                        : name == "error_description" ? &description
                                                      : nullptr;
    if (place == nullptr) return true;
    if (!place->empty()) return false;
    *place = value;
    return true;
  }
};

AuthServices complete(AuthServices services) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  if (!services.store) services.store = std::make_shared<MemoryTokenStore>(services.executor);
  return services;
}

}  // namespace

struct AuthorizationCode::State {
  State(OAuthOptions chosen, AuthServices given)
      : options(std::move(chosen)), services(complete(std::move(given))) {}

  OAuthOptions options;
  AuthServices services;
  std::string state;
  Secret verifier;
  std::string url;
};

AuthorizationCode::AuthorizationCode(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}
AuthorizationCode::AuthorizationCode(const AuthorizationCode&) noexcept = default;
AuthorizationCode& AuthorizationCode::operator=(const AuthorizationCode&) noexcept = default;
AuthorizationCode::~AuthorizationCode() = default;

const std::string& AuthorizationCode::url() const noexcept {
  return state_->url;
}

Result<AuthorizationCode> AuthorizationCode::begin(OAuthOptions options, AuthServices services) {
  if (options.grant != OAuthGrant::authorization_code)
    return wrong("only the grant authorization_code needs one", Errc::invalid_configuration);
  if (options.authorization_url.empty() || options.token_url.empty())
    return wrong("authorization_url and token_url are needed", Errc::invalid_configuration);
  auto state = std::make_shared<State>(std::move(options), std::move(services));
  auto random_state = random_text();
  auto verifier = random_text();
  if (!random_state || !verifier)
    return wrong("the system has no random numbers", Errc::secret_unavailable);
  state->state = state->options.state.empty() ? std::move(*random_state) : state->options.state;
  state->url = build_url(state->options, state->state, *verifier);
  state->verifier = Secret::literal(std::move(*verifier));
  return AuthorizationCode(std::move(state));
}

Result<Secret> AuthorizationCode::read_callback(std::string_view target) const {
  auto callback = Callback::parse(target);
  if (!callback) return wrong("the query that the browser brought can't be read");
  if (!same_secret(callback->state, state_->state))
    return wrong("the state that the browser brought isn't the one that was sent");
  if (!callback->error.empty()) {
    ErrorInfo info(Errc::token_unavailable);
    info.where = "login";
    info.detail = callback->error == "access_denied" ? "access was denied"
                                                     : "the server ended it with an error";
    info.server_text = callback->error + ": " + callback->description;
    return Error(std::move(info));
  }
  if (callback->code.empty()) return wrong("the browser brought no code");
  return Secret::literal(std::move(callback->code));
}

void AuthorizationCode::start_finish(Transport& transport, std::string_view target,
                                     Transport::Deadline deadline, FinishHandler handler) const {
  const auto& options = state_->options;
  auto exchange = std::make_shared<CodeExchange>(options, state_->services, std::move(handler));
  const auto code = read_callback(target);
  if (!code) return exchange->finish(code.error());
  TokenGrant grant("authorization_code");
  if (options.send_redirect_url && !options.redirect_url.empty())
    grant.plain.emplace_back("redirect_uri", options.redirect_url);
  grant.secret.emplace_back("code", *code);
  if (options.pkce) grant.secret.emplace_back("code_verifier", state_->verifier);
  exchange->start(transport, grant, deadline);
}

}  // namespace crmlink::http
