#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/stream.hpp"

namespace crmlink::http {

/// A connection to an origin, ready for a request; leased to one exchange at a time.
struct Connection {
  explicit Connection(const Strand& strand) : stream(strand) {}

  Stream stream;
  std::string peer;        ///< Address and port, for diagnostics.
  bool reused = false;     ///< Whether it has carried an exchange before.
  TimePoint idle_since{};  ///< When it was given back.
};

}  // namespace crmlink::http
