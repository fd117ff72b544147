#pragma once

#include <boost/asio/associator.hpp>
#include <functional>
#include <utility>

#include "crmlink/http/transport.hpp"

namespace crmlink::testing {

/// Sees a result before the user's handler does, with that handler's executor, cancellation slot
/// and allocator.
class Tap {
 public:
  using Handler = http::Transport::SendHandler;
  using OnResult = std::function<void(const Result<http::Response>&)>;

  Tap(Handler handler, OnResult on_result)
      : handler_(std::move(handler)), on_result_(std::move(on_result)) {}

  void operator()(Result<http::Response> result) {
    on_result_(result);
    std::move(handler_)(std::move(result));
  }

  const Handler& handler() const noexcept { return handler_; }

 private:
  Handler handler_;
  OnResult on_result_;
};

}  // namespace crmlink::testing

template <template <class, class> class Associator, class Candidate>
struct boost::asio::associator<Associator, crmlink::testing::Tap, Candidate>
    : Associator<crmlink::testing::Tap::Handler, Candidate> {
  using Inner = Associator<crmlink::testing::Tap::Handler, Candidate>;
  static auto get(const crmlink::testing::Tap& tap) noexcept { return Inner::get(tap.handler()); }
  static auto get(const crmlink::testing::Tap& tap, const Candidate& candidate) noexcept {
    return Inner::get(tap.handler(), candidate);
  }
};
