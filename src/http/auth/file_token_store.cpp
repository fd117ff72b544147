#include "crmlink/http/file_token_store.hpp"

#include <boost/asio/post.hpp>
#include <mutex>
#include <utility>

#include "core/completion.hpp"
#include "http/auth/token_file.hpp"

namespace crmlink::http {

struct FileTokenStore::State {
  State(boost::asio::any_io_executor on, std::string file)
      : executor(std::move(on)), path(std::move(file)) {}

  const boost::asio::any_io_executor executor;
  const std::string path;
  mutable std::mutex mutex;  ///< The executor may have several threads.
};

FileTokenStore::FileTokenStore(boost::asio::any_io_executor executor, std::string path)
    : state_(std::make_shared<const State>(std::move(executor), std::move(path))) {}

FileTokenStore::~FileTokenStore() = default;

void FileTokenStore::start_load(LoadHandler handler) {
  Completion<Loaded> completion(std::move(handler), state_->executor);
  boost::asio::post(state_->executor,
                    [state = state_, completion = std::move(completion)]() mutable {
                      std::unique_lock lock(state->mutex);
                      auto loaded = read_token_file(state->path);
                      lock.unlock();
                      completion.complete_here(std::move(loaded));
                    });
}

void FileTokenStore::start_save(OAuthToken token, SaveHandler handler) {
  Completion<Result<>> completion(std::move(handler), state_->executor);
  boost::asio::post(state_->executor, [state = state_, token = std::move(token),
                                       completion = std::move(completion)]() mutable {
    std::unique_lock lock(state->mutex);
    auto saved = write_token_file(state->path, token);
    lock.unlock();
    completion.complete_here(std::move(saved));
  });
}

}  // namespace crmlink::http
