#include "http/auth/token_keeper.hpp"

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace crmlink::http {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

Error not_logged_in(const OAuthOptions& options) {
  ErrorInfo info(Errc::token_unavailable);
  info.where = options.token_url.masked();
  info.detail = "there is no token that could be renewed: log in";
  return info;
}

Error cancelled() {
  return Errc::cancelled;
}

/// Whether two secrets are the same; those that can't be read aren't.
bool same_text(const Secret& a, const Secret& b) {
  const auto left = a.resolve();
  const auto right = b.resolve();
  return left && right && left->reveal() == right->reveal();
}

std::string milliseconds_text(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::ceil<milliseconds>(time).count()) + " ms";
}

}  // namespace

TokenKeeper::TokenKeeper(std::shared_ptr<Transport> inner, const AuthServices& services,
                         OAuthOptions options)
    : services_(services),
      options_(std::move(options)),
      strand_(asio::make_strand(services_.executor)),
      inner_(std::move(inner)) {}

TokenAnswer TokenKeeper::ask(const std::shared_ptr<TokenWaiter>& waiter, std::uint64_t refused) {
  std::unique_lock lock(mutex_);
  TokenAnswer answer;
  if (closed_) {
    answer.kind = TokenAnswer::Kind::none;
    answer.error = cancelled();
  } else if (is_usable(refused)) {
    answer.kind = TokenAnswer::Kind::token;
    answer.token = {current_->access_token, generation_};
    if (is_due() && may_begin()) begin(lock);
  } else if (refused == generation_ && refused != 0 && !under_way_ && issued_at_ &&
             services_.clock->now() < *issued_at_ + options_.backoff) {
    answer.kind = TokenAnswer::Kind::no_use;
  } else if (under_way_ || may_begin()) {
    waiters_.push_back(waiter);
    if (!under_way_) begin(lock);
  } else {
    answer.kind = TokenAnswer::Kind::none;
    answer.error = failure_now();
  }
  return answer;
}

void TokenKeeper::withdraw(const std::shared_ptr<TokenWaiter>& waiter) {
  const std::lock_guard lock(mutex_);
  std::erase(waiters_, waiter);
}

void TokenKeeper::close() {
  std::vector<std::shared_ptr<TokenWaiter>> waiters;
  std::shared_ptr<Transport> inner;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiters.swap(waiters_);
    inner.swap(inner_);
  }
  asio::post(strand_, [self = shared_from_this()] { self->wait_.cancel(); });
}

bool TokenKeeper::is_usable(std::uint64_t refused) const {
  if (!current_ || (refused != 0 && generation_ <= refused)) return false;
  return !current_->expires_at || services_.clock->wall_now() < *current_->expires_at;
}

bool TokenKeeper::is_due() const {
  return !under_way_ && renew_at_ && services_.clock->wall_now() >= *renew_at_ && can_renew();
}

bool TokenKeeper::can_renew() const {
  return options_.grant == OAuthGrant::client_credentials || options_.refresh_token ||
         (current_ && current_->refresh_token);
}

bool TokenKeeper::may_begin() const {
  return !failure_ || services_.clock->now() >= not_before_;
}

// The reason stays in sight, or nobody would know what to do about it.
Error TokenKeeper::failure_now() const {
  const auto left = not_before_ - services_.clock->now();
  ErrorInfo info(static_cast<Errc>(failure_.code().value()));
  info.where = std::string(failure_.where());
  info.detail = std::string(failure_.detail());
  info.detail +=
      (info.detail.empty() ? "" : "; ") + std::string("tried again in ") + milliseconds_text(left);
  info.server_text = std::string(failure_.server_text());
  info.http_status = failure_.http_status();
  return info;
}

void TokenKeeper::begin(std::unique_lock<std::mutex>& lock) {
  under_way_ = true;
  lock.unlock();
  asio::post(strand_, [self = shared_from_this()] { self->load(); });
}

void TokenKeeper::load() {
  ++flight_;
  // What an earlier renewal couldn't save is the only token that works.
  if (issued_) return save();
  await_store();
  services_.store->async_load(asio::bind_executor(
      strand_, [self = shared_from_this(), flight = flight_](TokenStore::Loaded loaded) {
        if (self->is_current(flight)) self->on_loaded(std::move(loaded));
      }));
}

void TokenKeeper::on_loaded(TokenStore::Loaded loaded) {
  wait_.cancel();
  if (!loaded) return fail(loaded.error().within("token store"), false);
  const auto token = loaded->value_or(OAuthToken());
  if (token.access_token && adopt(token)) return;
  plan(token);
  request();
}

// Another login, or an earlier run of this program, may have left one that is good still.
bool TokenKeeper::adopt(const OAuthToken& token) {
  if (token.expires_at && services_.clock->wall_now() >= *token.expires_at) return false;
  {
    const std::lock_guard lock(mutex_);
    if (current_ && same_text(current_->access_token, token.access_token)) return false;
  }
  issued_ = token;
  publish(false);
  return true;
}

void TokenKeeper::plan(const OAuthToken& token) {
  grants_.clear();
  if (options_.grant == OAuthGrant::client_credentials)
    grants_.push_back(client_credentials_grant(options_));
  if (options_.refresh_token) grants_.push_back(refresh_grant(options_.refresh_token));
  if (token.refresh_token && !same_text(token.refresh_token, options_.refresh_token))
    grants_.push_back(refresh_grant(token.refresh_token));
}

void TokenKeeper::request() {
  std::shared_ptr<Transport> inner;
  {
    const std::lock_guard lock(mutex_);
    inner = inner_;
  }
  if (!inner) return fail(cancelled(), false);
  if (grants_.empty()) return fail(not_logged_in(options_), true);
  const auto grant = std::move(grants_.back());
  grants_.pop_back();
  refresh_token_ = grant.secret.empty() ? Secret() : grant.secret.front().second;
  auto request = make_token_request(options_, grant);
  if (!request) return fail(request.error().within("token request"), false);
  // Repeating it asks for another token, which does no harm; an old refresh token may.
  request->repeatable = grant.secret.empty();
  inner->async_send(
      std::move(*request), services_.clock->now() + time_limit(),
      asio::bind_executor(strand_, [self = shared_from_this()](Result<Response> result) {
        self->on_reply(result);
      }));
}

void TokenKeeper::on_reply(const Result<Response>& result) {
  if (!result) return fail(result.error().within("token request"), false);
  auto reply = read_token_reply(*result, options_, refresh_token_, services_.clock->wall_now());
  if (reply.token) {
    issued_ = std::move(*reply.token);
    return save();
  }
  if (reply.refusal == TokenRefusal::grant && !grants_.empty()) return request();
  fail(reply.token.error(), reply.refusal != TokenRefusal::none);
}

void TokenKeeper::save() {
  await_store();
  services_.store->async_save(
      *issued_,
      asio::bind_executor(strand_, [self = shared_from_this(), flight = flight_](Result<> saved) {
        if (self->is_current(flight)) self->on_saved(saved);
      }));
}

void TokenKeeper::on_saved(const Result<>& saved) {
  wait_.cancel();
  if (!saved) return fail(saved.error().within("token store"), false);
  publish(true);
}

void TokenKeeper::publish(bool fresh) {
  std::unique_lock lock(mutex_);
  current_ = *std::exchange(issued_, std::nullopt);
  issued_at_ = fresh ? std::optional(services_.clock->now()) : std::nullopt;
  renew_at_ = renewal_time(*current_);
  failure_ = Error();
  failures_ = 0;
  const IssuedToken token{current_->access_token, ++generation_};
  const auto waiters = end();
  lock.unlock();
  services_.logger.write(
      LogLevel::info, "http",
      "access token of " + options_.token_url.masked() + (fresh ? " renewed" : " read"));
  for (const auto& waiter : waiters)
    waiter->on_token(token);
}

std::optional<OAuthToken::WallTime> TokenKeeper::renewal_time(const OAuthToken& token) const {
  if (!token.expires_at) return std::nullopt;
  const auto life = *token.expires_at - services_.clock->wall_now();
  const auto early = std::min<std::chrono::nanoseconds>(options_.skew, life / 4);
  return *token.expires_at - std::chrono::duration_cast<OAuthToken::WallTime::duration>(early);
}

void TokenKeeper::fail(const Error& error, bool for_good) {
  std::unique_lock lock(mutex_);
  failure_ = error;
  const auto shift = std::min(failures_++, 20U);
  const auto longest = options_.max_backoff;
  const auto wait = for_good ? longest : std::min(options_.backoff * (1U << shift), longest);
  not_before_ = services_.clock->now() + wait;
  const auto waiters = end();
  const bool is_news = !closed_;
  lock.unlock();
  if (is_news)
    services_.logger.write(LogLevel::warning, "http", "no access token: " + error.message());
  for (const auto& waiter : waiters)
    waiter->on_token(error);
}

// A store of the host's may never answer; no transport does that.
void TokenKeeper::await_store() {
  const auto limit = services_.clock->now() + time_limit();
  wait_.start(*services_.clock, limit, strand_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_silent_store();
  });
}

milliseconds TokenKeeper::time_limit() const {
  return std::max(options_.token_timeout, milliseconds(1));
}

bool TokenKeeper::is_current(std::uint64_t flight) {
  const std::lock_guard lock(mutex_);
  return under_way_ && flight == flight_;
}

void TokenKeeper::on_silent_store() {
  ++flight_;  // Its answer, if it comes, comes too late.
  ErrorInfo info(Errc::wait_timeout);
  info.where = "token store";
  info.detail = "no answer within " + milliseconds_text(time_limit());
  fail(info, false);
}

std::vector<std::shared_ptr<TokenWaiter>> TokenKeeper::end() {
  under_way_ = false;
  return std::exchange(waiters_, {});
}

}  // namespace crmlink::http
