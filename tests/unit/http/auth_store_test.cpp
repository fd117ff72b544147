#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_executor.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "auth_stand.hpp"
#include "crmlink/http/file_token_store.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

OAuthToken token(std::string access, std::string refresh = {}) {
  OAuthToken made;
  made.access_token = Secret::literal(std::move(access));
  if (!refresh.empty()) made.refresh_token = Secret::literal(std::move(refresh));
  return made;
}

/// A store in a file of a folder of its own.
struct FileStand {
  TokenStore::Loaded load() {
    TokenStore::Loaded result = Error(Errc::cancelled);
    store->async_load([&](TokenStore::Loaded loaded) { result = std::move(loaded); });
    executor.poll();
    return result;
  }
  Result<> save(const OAuthToken& value) {
    Result<> result = Error(Errc::cancelled);
    store->async_save(value, [&](Result<> saved) { result = saved; });
    executor.poll();
    return result;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder.path("")), {}));
  }

  TempFolder folder;
  std::string path = folder.path("token.json");
  TestExecutor executor;
  std::shared_ptr<FileTokenStore> store = std::make_shared<FileTokenStore>(executor.get(), path);
};

/// A store that does what the test says.
class ScriptedStore final : public TokenStore {
 public:
  explicit ScriptedStore(boost::asio::any_io_executor executor) : memory_(std::move(executor)) {}

  int saves = 0;
  int failing_saves = 0;  ///< How many of the next ones fail.
  bool silent = false;    ///< Whether nothing is answered.
  std::vector<SaveHandler> held;

 protected:
  void start_load(LoadHandler handler) override { memory_.async_load(std::move(handler)); }
  void start_save(OAuthToken value, SaveHandler handler) override {
    ++saves;
    if (silent) return held.push_back(std::move(handler));
    if (failing_saves-- <= 0) return memory_.async_save(std::move(value), std::move(handler));
    memory_.async_load([moved = std::move(handler)](const Loaded&) mutable {
      ErrorInfo info(Errc::secret_unavailable);
      info.detail = "disk full";
      std::move(moved)(Result<>(Error(std::move(info))));
    });
  }

 private:
  MemoryTokenStore memory_;
};

}  // namespace

TEST_CASE("a file that isn't there holds no token") {
  FileStand stand;
  const auto loaded = stand.load();
  REQUIRE(loaded);
  CHECK_FALSE(*loaded);
}

TEST_CASE("a token comes back from its file as it was saved") {
  FileStand stand;
  auto saved = token("a\"\\b", "r");
  saved.expires_at = OAuthToken::WallTime(std::chrono::seconds(1767603600));
  REQUIRE(stand.save(saved));
  const auto loaded = stand.load().value().value();
  CHECK(loaded.access_token.resolve()->reveal() == "a\"\\b");
  CHECK(loaded.refresh_token.resolve()->reveal() == "r");
  CHECK(loaded.expires_at == saved.expires_at);

  REQUIRE(stand.save(token("next")));
  const auto next = stand.load().value().value();
  CHECK(next.access_token.resolve()->reveal() == "next");
  CHECK_FALSE(next.refresh_token);
  CHECK_FALSE(next.expires_at);
}

TEST_CASE("a token's file is for its owner alone, and nothing else is left in the folder") {
  const auto mask = ::umask(0);
  FileStand stand;
  REQUIRE(stand.save(token("a")));
  REQUIRE(stand.save(token("b")));
  ::umask(mask);
  struct stat status{};
  REQUIRE(::stat(stand.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(stand.files() == 1);
}

TEST_CASE("a file that others may read is refused, and the error says what to do") {
  FileStand stand;
  REQUIRE(stand.save(token("planted")));
  for (const mode_t mode : {0640U, 0604U, 0620U, 0666U}) {
    REQUIRE(::chmod(stand.path.c_str(), mode) == 0);
    const auto loaded = stand.load();
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error() == Errc::secret_unavailable);
    CHECK(loaded.error().message().find("chmod 600") != std::string::npos);
    CHECK(loaded.error().message().find(stand.path) != std::string::npos);
  }
}

TEST_CASE("a symbolic link isn't read, and a save replaces it instead of what it points to") {
  FileStand stand;
  const auto target = stand.folder.write("target", R"({"access_token": "planted"})");
  REQUIRE(::chmod(target.c_str(), 0600) == 0);
  REQUIRE(::symlink(target.c_str(), stand.path.c_str()) == 0);
  CHECK(stand.load().error().detail() == "is a symbolic link");
  REQUIRE(stand.save(token("mine")));
  CHECK(content(target) == R"({"access_token": "planted"})");
  CHECK(stand.load().value()->access_token.resolve()->reveal() == "mine");
}

TEST_CASE("what isn't a token's file is refused without showing it") {
  FileStand stand;
  for (const auto* text : {"", "planted", "[]", "{}", R"({"access_token": 1})",
                           R"({"access_token": "planted", "expires_at": "x"})",
                           R"({"access_token": "planted", "expires_at": -1})"}) {
    stand.folder.write("token.json", text);
    REQUIRE(::chmod(stand.path.c_str(), 0600) == 0);
    const auto loaded = stand.load();
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().message().find("planted") == std::string::npos);
  }
  std::filesystem::remove(stand.path);
  std::filesystem::create_directory(stand.path);
  CHECK(stand.load().error() == Errc::secret_unavailable);
}

TEST_CASE("a save that fails leaves the old token and no other file") {
  FileStand stand;
  auto lost = std::make_shared<FileTokenStore>(stand.executor.get(), stand.path + "/none/t");
  std::swap(stand.store, lost);
  CHECK(stand.save(token("a")).error() == Errc::secret_unavailable);
  std::swap(stand.store, lost);
  std::filesystem::create_directory(stand.path);
  CHECK(stand.save(token("a")).error() == Errc::secret_unavailable);
  CHECK(stand.files() == 1);
}

TEST_CASE("a token from the store is used without asking the server") {
  FileStand files;
  REQUIRE(files.save(token("access-0", "refresh-0")));
  auto options = oauth_options(OAuthGrant::authorization_code);
  AuthStand stand(options, files.store);
  stand.inner->respond(200, "fine");
  const auto sent = stand.start();
  for (int i = 0; i < 3; ++i) {
    files.executor.poll();
    stand.executor.poll();
    files.executor.poll();
  }
  CHECK(sent->status() == 200);
  CHECK(stand.issuer.issued == 0);
}

TEST_CASE("a new token is saved before it is used, and used after all when that succeeds later") {
  TestExecutor executor;
  auto store = std::make_shared<ScriptedStore>(executor.get());
  AuthStand stand(oauth_options(OAuthGrant::refresh_token), store);
  const auto run = [&] {
    for (int i = 0; i < 4; ++i) {
      stand.executor.poll();
      executor.poll();
    }
    stand.executor.poll();
  };
  store->failing_saves = 1;
  const auto failed = stand.start();
  run();
  CHECK(failed->error() == Errc::secret_unavailable);
  CHECK(failed->error().message().find("disk full") != std::string::npos);
  CHECK(stand.issuer.issued == 1);
  CHECK(stand.issuer.asked == 0);

  stand.pass(1s);
  const auto sent = stand.start();
  run();
  CHECK(sent->status() == 200);
  CHECK(stand.issuer.issued == 1);
  CHECK(store->saves == 2);
}

TEST_CASE("a store that doesn't answer fails the renewal in time") {
  TestExecutor executor;
  auto store = std::make_shared<ScriptedStore>(executor.get());
  AuthStand stand(oauth_options(OAuthGrant::refresh_token), store);
  store->silent = true;
  const auto sent = stand.start(Request(Method::get, url_of(api_url)), 60s);
  for (int i = 0; i < 4; ++i) {
    stand.executor.poll();
    executor.poll();
  }
  REQUIRE(store->held.size() == 1);
  stand.pass(10s);
  CHECK(sent->error().is(Condition::timeout));
  // An answer that comes too late harms nobody.
  std::move(store->held.front())(Result<>());
  store->held.clear();
  stand.executor.poll();
}
