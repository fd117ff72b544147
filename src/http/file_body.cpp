#include "crmlink/http/file_body.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace crmlink::http {
namespace {

Error failure(std::string detail) {
  ErrorInfo info(Errc::body_source_failed);
  info.detail = std::move(detail);
  return info;
}

Error system_failure(std::string_view what) {
  const int code = errno;
  return failure(std::string(what) + ": " + std::generic_category().message(code));
}

/// Owns a descriptor until it is released.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const noexcept { return descriptor_; }
  int release() noexcept { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// Returns the file's size, unless it isn't a regular file.
Result<std::uint64_t> size_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return system_failure("the file can't be examined");
  if (!S_ISREG(status.st_mode)) return failure("it isn't a regular file");
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

Result<std::shared_ptr<FileBody>> FileBody::open(const std::string& path, FileBodyOptions options) {
  // Opening a pipe would wait for its other end otherwise.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0) return system_failure("the file can't be opened");
  const auto size = size_of(file.get());
  if (!size) return size.error();
  if (options.offset > *size || options.length.value_or(0) > *size - options.offset)
    return failure("the file is shorter than the part that is to be sent");
  const std::uint64_t length = options.length.value_or(*size - options.offset);
  return std::shared_ptr<FileBody>(new FileBody(file.release(), std::move(options), length));
}

FileBody::FileBody(int descriptor, FileBodyOptions options, std::uint64_t length) noexcept
    : descriptor_(descriptor), options_(std::move(options)), length_(length) {}

FileBody::~FileBody() {
  ::close(descriptor_);
}

std::optional<std::uint64_t> FileBody::size() const {
  return length_;
}

bool FileBody::can_repeat() const noexcept {
  return true;
}

Result<> FileBody::begin() {
  read_ = 0;
  return {};
}

void FileBody::pull(std::span<char> room, PullHandler handler) {
  std::move(handler)(read(room));
}

Result<std::size_t> FileBody::read(std::span<char> room) {
  const std::uint64_t left = length_ - read_;
  if (left == 0) {
    if (const auto checked = check_end(); !checked) return checked.error();
    return std::size_t{0};
  }
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, room.size()));
  ssize_t got = 0;
  do
    got = ::pread(descriptor_, room.data(), size, static_cast<off_t>(options_.offset + read_));
  while (got < 0 && errno == EINTR);
  if (got < 0) return system_failure("the file can't be read");
  if (got == 0) return failure("the file has become shorter while it was sent");
  read_ += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

Result<> FileBody::check_end() const {
  if (options_.length) return {};
  const auto size = size_of(descriptor_);
  if (!size) return size.error();
  if (*size > options_.offset + length_)
    return failure("the file has become longer while it was sent");
  return {};
}

void FileBody::on_sent(std::uint64_t bytes) {
  if (options_.on_sent) options_.on_sent(bytes);
}

}  // namespace crmlink::http
