#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "crmlink/http/authenticated_transport.hpp"
#include "http/auth/token_reply.hpp"
#include "http/auth/token_request.hpp"
#include "http/resilience/clock_wait.hpp"
#include "http/resilience/strand.hpp"
#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// An access token and which one it is, counted from one.
struct IssuedToken {
  Secret access_token;
  std::uint64_t generation = 0;
};

/// Somebody who waits for a token.
class TokenWaiter {
 public:
  virtual ~TokenWaiter() = default;
  /// Takes the token, or why there is none. Called without a lock, on any thread, perhaps after a
  /// withdrawal.
  virtual void on_token(Result<IssuedToken> result) = 0;
};

/// What a TokenKeeper answers.
struct TokenAnswer {
  enum class Kind : std::uint8_t {
    token,   ///< There is one.
    wait,    ///< on_token() will be called.
    none,    ///< There is none, and asking for one now would be of no use.
    no_use,  ///< The refused one is so young that another wouldn't be accepted either.
  };

  Kind kind = Kind::wait;
  IssuedToken token;
  Error error;
};

/// Keeps the access token of one credential and renews it, one renewal at a time, whoever asks.
///
/// A renewal belongs to nobody who waits for it. It reads the store first, for another login may
/// have put a newer token there; then it asks the server, and saves what that gave before anybody
/// gets it. Questions are answered behind a lock that is held for decisions only; renewals live on
/// a strand.
class TokenKeeper : public std::enable_shared_from_this<TokenKeeper> {
 public:
  TokenKeeper(std::shared_ptr<Transport> inner, const AuthServices& services, OAuthOptions options);

  /// Asks for a token other than the one of the generation `refused`; zero: for any.
  TokenAnswer ask(const std::shared_ptr<TokenWaiter>& waiter, std::uint64_t refused);
  /// Takes a waiter out.
  void withdraw(const std::shared_ptr<TokenWaiter>& waiter);
  /// Lets go of the inner transport and of those who wait; nobody is told.
  void close();

 private:
  // Behind the lock.
  bool is_usable(std::uint64_t refused) const;
  bool is_due() const;
  bool may_begin() const;
  Error failure_now() const;
  bool can_renew() const;
  void begin(std::unique_lock<std::mutex>& lock);
  std::optional<OAuthToken::WallTime> renewal_time(const OAuthToken& token) const;
  std::vector<std::shared_ptr<TokenWaiter>> end();

  std::chrono::milliseconds time_limit() const;

  // One renewal, on the strand.
  void load();
  void on_loaded(TokenStore::Loaded loaded);
  bool adopt(const OAuthToken& token);
  void plan(const OAuthToken& token);
  void request();
  void on_reply(const Result<Response>& result);
  void save();
  void on_saved(const Result<>& saved);
  void publish(bool fresh);
  void fail(const Error& error, bool for_good);
  void await_store();
  bool is_current(std::uint64_t flight);
  void on_silent_store();

  const AuthServices services_;
  const OAuthOptions options_;
  Strand strand_;
  ClockWait wait_;

  std::mutex mutex_;
  std::shared_ptr<Transport> inner_;
  std::optional<OAuthToken> current_;
  std::uint64_t generation_ = 0;
  std::optional<SteadyTime> issued_at_;  ///< None: it was in the store, and may be old.
  std::optional<OAuthToken::WallTime> renew_at_;
  std::vector<std::shared_ptr<TokenWaiter>> waiters_;
  bool under_way_ = false;
  bool closed_ = false;
  Error failure_;  ///< Of the last renewal; none when that succeeded.
  SteadyTime not_before_{};
  unsigned failures_ = 0;

  // Only touched on the strand.
  std::uint64_t flight_ = 0;          ///< The renewal; a late answer of a store belongs to another.
  std::vector<TokenGrant> grants_;    ///< What to try, the last one first.
  Secret refresh_token_;              ///< The one that the latest request named.
  std::optional<OAuthToken> issued_;  ///< Not saved yet.
};

}  // namespace crmlink::http
