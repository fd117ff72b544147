#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>

#include "exchange/server.hpp"

namespace crmlink::bench {

/// Runs the server as a process of its own, on the other processor, and ends it.
class ServerProcess {
 public:
  /// Starts `program` and waits until it listens.
  explicit ServerProcess(const std::string& program);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port(Port which) const { return ports_.at(static_cast<std::size_t>(which)); }
  const std::string& root() const noexcept { return root_; }

 private:
  pid_t process_ = -1;
  std::array<std::uint16_t, 3> ports_{};
  std::string root_;
};

}  // namespace crmlink::bench
