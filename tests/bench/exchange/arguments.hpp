#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/bench_client.hpp"

namespace crmlink::bench {

/// What the program was called with: a command, then `name=value`.
class Arguments {
 public:
  Arguments(int count, const char* const* texts);

  const std::string& command() const noexcept { return command_; }
  std::string text(const std::string& name, std::string_view otherwise) const;
  std::size_t number(const std::string& name, std::size_t otherwise) const;
  /// Returns the names of `clients=a,b`.
  std::vector<std::string> clients() const;

 private:
  std::string command_;
  std::map<std::string, std::string> values_;
};

}  // namespace crmlink::bench
