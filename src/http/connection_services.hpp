#pragma once

#include <chrono>
#include <memory>

#include "http/address_health.hpp"
#include "http/deadline_queue.hpp"
#include "http/exchange_buffers.hpp"
#include "http/executor.hpp"
#include "http/guard.hpp"
#include "http/resolver.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

/// What connections of a client are made with; all of it outlives them.
struct ConnectionServices {
  Executor executor;
  std::shared_ptr<Serial> serial;
  Resolver* resolver = nullptr;
  DeadlineQueue* deadlines = nullptr;
  BufferShelf* buffers = nullptr;
  AddressHealth* health = nullptr;
  const Guard* guard = nullptr;
  std::chrono::milliseconds address_delay{0};  ///< See ClientOptions.
};

}  // namespace crmlink::http
