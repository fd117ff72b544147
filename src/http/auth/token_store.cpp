#include "crmlink/http/token_store.hpp"

#include <mutex>
#include <utility>

#include "core/completion.hpp"

namespace crmlink::http {

TokenStore::~TokenStore() = default;

struct MemoryTokenStore::State {
  explicit State(boost::asio::any_io_executor on) : executor(std::move(on)) {}

  const boost::asio::any_io_executor executor;
  std::mutex mutex;
  std::optional<OAuthToken> token;
};

MemoryTokenStore::MemoryTokenStore(boost::asio::any_io_executor executor)
    : state_(std::make_unique<State>(std::move(executor))) {}

MemoryTokenStore::~MemoryTokenStore() = default;

void MemoryTokenStore::start_load(LoadHandler handler) {
  const std::lock_guard lock(state_->mutex);
  Completion<Loaded>(std::move(handler), state_->executor).complete(state_->token);
}

void MemoryTokenStore::start_save(OAuthToken token, SaveHandler handler) {
  const std::lock_guard lock(state_->mutex);
  state_->token = std::move(token);
  Completion<Result<>>(std::move(handler), state_->executor).complete({});
}

}  // namespace crmlink::http
