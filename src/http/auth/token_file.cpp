#include "http/auth/token_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "core/wipe.hpp"
#include "http/auth/token_text.hpp"

namespace crmlink::http {
namespace {

constexpr std::size_t max_file_size = std::size_t{256} * 1024;

Error failure(const std::string& path, std::string reason) {
  ErrorInfo info(Errc::secret_unavailable);
  info.where = "file " + path;
  info.detail = std::move(reason);
  return info;
}

Error system_failure(const std::string& path, int error, const std::string& doing) {
  const boost::system::error_code code(error, boost::system::system_category());
  return failure(path, doing + ": " + code.message());
}

class Descriptor {
 public:
  explicit Descriptor(int value) noexcept : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int get() const noexcept { return value_; }
  bool close() noexcept { return value_ < 0 || ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

Result<> check_file(const std::string& path, int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return system_failure(path, errno, "fstat");
  if (!S_ISREG(status.st_mode)) return failure(path, "not a regular file");
  if (status.st_uid != ::geteuid()) return failure(path, "belongs to another user");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return failure(path, "others may read or write it: its mode must be 0600 (chmod 600)");
  if (status.st_size > static_cast<off_t>(max_file_size)) return failure(path, "too large");
  return {};
}

/// Fills `text` from the file; its storage is sized first, so that growing leaves nothing behind.
bool read_all(int descriptor, std::string& text) {
  text.resize(max_file_size);
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return true;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The name of a file lasts only when its folder has been flushed, too.
Result<> flush_folder(const std::string& path) {
  const auto folder = folder_of(path);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0)
    return system_failure(path, errno, "flushing its folder");
  return {};
}

// mkostemp makes a file of its own with mode 0600: no link that somebody has put there is followed.
Result<> write_new(const std::string& path, std::string& temporary, std::string_view text) {
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return system_failure(path, errno, "making a new one beside it");
  const bool written = write_all(file.get(), text) && ::fsync(file.get()) == 0 && file.close();
  const int write_error = errno;
  if (written && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const int error = written ? errno : write_error;
  ::unlink(temporary.c_str());
  return system_failure(path, error, "writing");
}

}  // namespace

Result<std::optional<OAuthToken>> read_token_file(const std::string& path) {
  // O_NONBLOCK: a FIFO without a writer must not hold up the caller.
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT) return std::optional<OAuthToken>();
  if (file.get() < 0 && errno == ELOOP) return failure(path, "is a symbolic link");
  if (file.get() < 0) return system_failure(path, errno, "opening");
  if (const auto safe = check_file(path, file.get()); !safe) return safe.error();
  std::string text;
  const bool read = read_all(file.get(), text);
  const int error = errno;
  auto token = read ? read_token_text(text) : std::nullopt;
  wipe(text);
  if (!read) return system_failure(path, error, "reading");
  if (!token) return failure(path, "isn't a token's file, or is damaged");
  return token;
}

Result<> write_token_file(const std::string& path, const OAuthToken& token) {
  auto text = write_token_text(token);
  if (!text) return text.error();
  auto temporary = path + ".XXXXXX";
  const auto written = write_new(path, temporary, *text);
  wipe(*text);
  if (!written) return written.error();
  return flush_folder(path);
}

}  // namespace crmlink::http
