#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "crmlink/core/export.hpp"
#include "crmlink/http/token_store.hpp"

namespace crmlink::http {

/// Keeps a token in a file of JSON that only its owner may read (mode 0600).
///
/// A save writes a new file in the same folder, flushes it to the disk and renames it over the old
/// one: after a crash there is the old token or the new one, never half of one. A load refuses what
/// isn't a regular file, a symbolic link included, what belongs to another user, and what others
/// may read or write. Errors name the file, never its content: Errc::secret_unavailable.
///
/// Blocks for the disk: give it an executor where some 10 ms don't matter, such as a thread pool's.
/// Thread-safe. One process at a time, see TokenStore.
class CRMLINK_EXPORT FileTokenStore : public TokenStore {
 public:
  /// Makes a store without touching the disk. The folder must exist; the file needn't. The work is
  /// done on `executor`, and handlers without an executor of their own run there.
  FileTokenStore(boost::asio::any_io_executor executor, std::string path);
  ~FileTokenStore() override;
  FileTokenStore(const FileTokenStore&) = delete;
  FileTokenStore& operator=(const FileTokenStore&) = delete;

 protected:
  void start_load(LoadHandler handler) override;
  void start_save(OAuthToken token, SaveHandler handler) override;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink::http
