#include <array>
#include <optional>
#include <utility>

#include "crmlink/http/auth_options.hpp"
#include "http/request_renderer.hpp"

namespace crmlink::http {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 6> kinds{"none",   "basic", "headers",
                                                "bearer", "query", "oauth2"};

/// Reads the members of one authentication.
class AuthReader {
 public:
  AuthReader(ConfigObject& object, const SecretProviders& providers)
      : object_(object), providers_(providers) {}

  AuthOptions read() {
    const auto kind = object_.required_choice(
        "kind", {kinds[0], kinds[1], kinds[2], kinds[3], kinds[4], kinds[5]});
    allow_insecure_ = object_.boolean("allow_insecure", false);
    read_origins();
    if (!kind) return {};  // Which other members are right depends on it.
    options_.kind = static_cast<AuthKind>(*kind);
    read_kind();
    object_.reject_unknown();
    return std::move(options_);
  }

 private:
  void read_kind() {
    switch (options_.kind) {
      case AuthKind::none:
        return;
      case AuthKind::basic:
        return read_basic();
      case AuthKind::headers:
        return read_headers();
      case AuthKind::bearer:
        options_.token = object_.required_secret("token", providers_);
        return;
      case AuthKind::query:
        options_.query_name = object_.required_text("name");
        options_.query_value = object_.required_secret("value", providers_);
        return;
      case AuthKind::oauth2:
        return read_oauth();
    }
  }

  void read_basic() {
    options_.username = object_.required_text("username");
    options_.password = object_.required_secret("password", providers_);
    if (options_.username.find(':') != std::string::npos)
      object_.complain("username",
                       ConfigProblem("has a colon, which Basic can't carry (RFC 7617)"));
  }

  void read_headers() {
    const auto members = object_.require("headers", "an object of names and secrets");
    if (!members) return;
    for (const auto& [name, value] : members->members()) {
      auto secret = value.secret(providers_);
      if (const auto usable = check_field_name(name); !usable)
        value.complain(ConfigProblem(std::string(usable.error().detail())));
      else if (secret)
        options_.headers.emplace_back(name, std::move(*secret));
    }
  }

  void read_origins() {
    for (const auto& item : object_.items("origins"))
      if (auto url = read_url(item)) options_.origins.push_back(std::move(*url));
  }

  std::optional<Url> read_url(const ConfigValue& value) const {
    const auto text = value.non_empty_text();
    if (!text) return std::nullopt;
    auto url = Url::parse(*text);
    if (!url) {
      value.complain(ConfigProblem(std::string(url.error().detail())));
      return std::nullopt;
    }
    if (!url->is_https() && !url->is_loopback() && !allow_insecure_)
      value.complain(
          ConfigProblem("would send credentials without TLS; use https, or say "
                        "\"allow_insecure\": true"));
    return std::move(*url);
  }

  Url required_url(std::string_view key) {
    const auto value = object_.require(key, "an https URL");
    auto url = value ? read_url(*value) : std::nullopt;
    return url ? std::move(*url) : Url();
  }

  void read_oauth() {
    auto& oauth = options_.oauth;
    const auto grant = object_.required_choice(
        "grant", {"authorization_code", "refresh_token", "client_credentials"});
    if (grant) oauth.grant = static_cast<OAuthGrant>(*grant);
    oauth.token_url = required_url("token_url");
    read_client();
    oauth.scope = object_.text("scope", "");
    read_authorization();
    oauth.refresh_token = oauth.grant == OAuthGrant::refresh_token
                              ? object_.required_secret("refresh_token", providers_)
                              : object_.secret("refresh_token", providers_);
    oauth.token_parameters = object_.text_members("token_parameters");
    read_use();
    read_times();
  }

  void read_client() {
    auto& oauth = options_.oauth;
    oauth.client_id = object_.required_text("client_id");
    oauth.client_authentication = static_cast<ClientAuthentication>(
        object_.choice("client_authentication", {"basic", "body", "none"}, 0));
    if (oauth.client_authentication != ClientAuthentication::none) {
      oauth.client_secret = object_.required_secret("client_secret", providers_);
    } else if (oauth.grant == OAuthGrant::client_credentials) {
      object_.complain("client_authentication",
                       ConfigProblem("client_credentials without a secret proves nothing"));
    }
  }

  // Read whatever the grant is: a configuration keeps them when its grant changes.
  void read_authorization() {
    auto& oauth = options_.oauth;
    if (oauth.grant == OAuthGrant::authorization_code) {
      oauth.authorization_url = required_url("authorization_url");
    } else if (const auto value = object_.find("authorization_url")) {
      if (auto url = read_url(*value)) oauth.authorization_url = std::move(*url);
    }
    oauth.state = object_.text("state", "");
    oauth.access_type = object_.text("access_type", "");
    oauth.send_redirect_url = object_.boolean("send_redirect_url", true);
    oauth.pkce = object_.boolean("pkce", true);
    oauth.authorization_parameters = object_.text_members("authorization_parameters");
    const auto redirect = object_.find("redirect_url");
    if (!redirect) return;
    oauth.redirect_url = redirect->non_empty_text().value_or("");
    if (const auto url = Url::parse(oauth.redirect_url); !oauth.redirect_url.empty() && !url)
      redirect->complain(ConfigProblem(std::string(url.error().detail())));
  }

  void read_use() {
    auto& oauth = options_.oauth;
    oauth.scheme = object_.text("scheme", oauth.scheme);
    if (!check_field_name(oauth.scheme)) {
      ConfigProblem problem;
      problem.expected = "one word, such as \"Bearer\"";
      object_.complain("scheme", std::move(problem));
    }
    if (const auto test = object_.find("unauthorized")) oauth.unauthorized = ReplyTest::read(*test);
  }

  void read_times() {
    auto& oauth = options_.oauth;
    constexpr DurationRange hour{.least = milliseconds(0), .most = std::chrono::hours(1)};
    constexpr DurationRange year{.least = milliseconds(0), .most = std::chrono::hours(24 * 365)};
    constexpr DurationRange minutes{.least = milliseconds(1), .most = std::chrono::minutes(5)};
    oauth.skew = object_.milliseconds("skew_ms", hour, oauth.skew);
    oauth.default_lifetime =
        object_.milliseconds("default_lifetime_ms", year, oauth.default_lifetime);
    oauth.token_timeout = object_.milliseconds("token_timeout_ms", minutes, oauth.token_timeout);
    oauth.backoff = object_.milliseconds("backoff_ms", hour, oauth.backoff);
    oauth.max_backoff = object_.milliseconds("max_backoff_ms", hour, oauth.max_backoff);
  }

  ConfigObject& object_;
  const SecretProviders& providers_;
  AuthOptions options_;
  bool allow_insecure_ = false;
};

}  // namespace

AuthOptions read_auth(ConfigObject& object, const SecretProviders& providers) {
  return AuthReader(object, providers).read();
}

Result<AuthOptions> parse_auth(std::string_view json, const SecretProviders& providers,
                               std::string document) {
  auto config = ConfigDocument::parse(std::move(document), json);
  auto root = config.root();
  auto auth = root.required_object("auth");
  auto options = read_auth(auth, providers);
  if (const auto verdict = config.finish(); !verdict) return verdict.error();
  return options;
}

std::string_view to_string(AuthKind kind) noexcept {
  return kinds[static_cast<std::size_t>(kind)];
}

}  // namespace crmlink::http
