#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink::http {

/// What a server issued (RFC 6749 §5.1).
struct OAuthToken {
  using WallTime = std::chrono::system_clock::time_point;

  OAuthToken() {}  // NOLINT(modernize-use-equals-default): no aggregate, see async_save.

  Secret access_token;
  Secret refresh_token;                ///< None when the server gave none.
  std::optional<WallTime> expires_at;  ///< std::nullopt: used until it is refused.
};

/// Keeps the token of one credential, so that it outlives the process.
///
/// A host implements it on its own database, or uses FileTokenStore. Its operations are never under
/// way at once for one AuthenticatedTransport. Two processes must not use one rotating token: the
/// second to renew it uses an old one, and many servers revoke all of them then.
class CRMLINK_EXPORT TokenStore {
 public:
  using Loaded = Result<std::optional<OAuthToken>>;
  using LoadHandler = boost::asio::any_completion_handler<void(Loaded)>;
  using SaveHandler = boost::asio::any_completion_handler<void(Result<>)>;

  virtual ~TokenStore();

  /// Reads the token; std::nullopt when there is none.
  ///
  /// Handler: `void(Result<std::optional<OAuthToken>>)`, on its associated executor, exactly once,
  /// never inside this call. Errors must hold no token.
  template <boost::asio::completion_token_for<void(Loaded)> Token = boost::asio::deferred_t>
  auto async_load(Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(Loaded)>(
        [](auto handler, TokenStore* self) { self->start_load(std::move(handler)); }, token, this);
  }

  /// Replaces the token; completes when it will survive a crash, for the old one is of no use any
  /// more. Handler: `void(Result<>)`, otherwise like async_load.
  template <boost::asio::completion_token_for<void(Result<>)> Token = boost::asio::deferred_t>
  auto async_save(OAuthToken value, Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(Result<>)>(
        [](auto handler, TokenStore* self, OAuthToken moved) {
          self->start_save(std::move(moved), std::move(handler));
        },
        token, this, std::move(value));
  }

 protected:
  TokenStore() = default;
  TokenStore(const TokenStore&) = default;
  TokenStore& operator=(const TokenStore&) = default;

  /// Starts a load; see async_load.
  virtual void start_load(LoadHandler handler) = 0;
  /// Starts a save; see async_save.
  virtual void start_save(OAuthToken token, SaveHandler handler) = 0;
};

/// Keeps the token in memory: what an AuthenticatedTransport uses without a store. Thread-safe.
class CRMLINK_EXPORT MemoryTokenStore : public TokenStore {
 public:
  /// Makes an empty store whose handlers go through `executor`.
  explicit MemoryTokenStore(boost::asio::any_io_executor executor);
  ~MemoryTokenStore() override;
  MemoryTokenStore(const MemoryTokenStore&) = delete;
  MemoryTokenStore& operator=(const MemoryTokenStore&) = delete;

 protected:
  void start_load(LoadHandler handler) override;
  void start_save(OAuthToken token, SaveHandler handler) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::http
