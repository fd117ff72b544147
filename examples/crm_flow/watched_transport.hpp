#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "crmlink/http/transport.hpp"

namespace crm_flow {

/// Passes requests on and remembers when each began. For one thread.
class WatchedTransport final : public crmlink::http::Transport {
 public:
  using Times = std::vector<std::chrono::steady_clock::time_point>;

  explicit WatchedTransport(std::shared_ptr<crmlink::http::Transport> inner)
      : inner_(std::move(inner)) {}

  void prepare(const crmlink::http::Url& url) override { inner_->prepare(url); }
  /// Returns when the requests began since the last call of this.
  Times take_times() { return std::exchange(times_, {}); }

 protected:
  void start_send(crmlink::http::Request request, Deadline deadline, SendHandler handler) override {
    times_.push_back(std::chrono::steady_clock::now());
    inner_->async_send(std::move(request), deadline, std::move(handler));
  }

 private:
  std::shared_ptr<crmlink::http::Transport> inner_;
  Times times_;
};

}  // namespace crm_flow
