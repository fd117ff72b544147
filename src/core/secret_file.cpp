#include "core/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <string_view>
#include <utility>

#include "core/wipe.hpp"

namespace crmlink {
namespace {

/// Nearly every secret fits, so that the large buffer is rarely filled and wiped.
constexpr std::size_t usual_size = 4096;

Error failure(std::string reason) {
  ErrorInfo info(Errc::secret_unavailable);
  info.detail = std::move(reason);
  return info;
}

Error system_failure() {
  return failure(boost::system::error_code(errno, boost::system::system_category()).message());
}

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) noexcept
      // O_NONBLOCK: a FIFO without a writer must not hold up the caller.
      : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }

  int get() const noexcept { return value_; }

 private:
  int value_;
};

/// A string's storage that is wiped whatever happens.
class WipedBuffer {
 public:
  explicit WipedBuffer(std::size_t size) : text_(size, '\0') {}
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer() { wipe(text_); }

  std::string& text() noexcept { return text_; }

 private:
  std::string text_;
};

bool is_regular_file(int descriptor) noexcept {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// Fills `buffer` from the start of the file; returns the bytes read, or -1 and errno.
ssize_t read_start(int descriptor, std::string& buffer) noexcept {
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t got =
        ::pread(descriptor, buffer.data() + size, buffer.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return got;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(size);
}

std::string_view without_trailing_space(std::string_view text) noexcept {
  const std::size_t last = text.find_last_not_of(" \t\r\n\v\f");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

Result<SecretText> read_secret_file(const std::string& path) {
  const Descriptor file(path);
  if (file.get() < 0) return system_failure();
  if (!is_regular_file(file.get())) return failure("not a regular file");
  for (const std::size_t capacity : {usual_size, max_secret_file_size + 1}) {
    WipedBuffer buffer(capacity);
    const ssize_t got = read_start(file.get(), buffer.text());
    if (got < 0) return system_failure();
    const auto size = static_cast<std::size_t>(got);
    if (size == capacity) continue;
    return SecretText(std::string(without_trailing_space({buffer.text().data(), size})));
  }
  return failure("larger than " + std::to_string(max_secret_file_size / 1024) + " KiB");
}

}  // namespace crmlink
