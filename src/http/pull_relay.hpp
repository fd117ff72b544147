#pragma once

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <cstddef>
#include <utility>

#include "crmlink/http/body_source.hpp"

namespace crmlink::http {

/// The handler of a source that gives to an `outer` pull, through another source.
///
/// A source may answer on any thread, but is itself called on one executor, the one that the outer
/// handler is associated with: the answer goes there before `then` looks at it, which gets the
/// answer and the outer handler. So whoever is in between needs no lock.
template <class Then>
class PullRelay {
 public:
  using executor_type = boost::asio::any_completion_executor;

  PullRelay(BodySource::PullHandler outer, Then then)
      : outer_(std::move(outer)), then_(std::move(then)) {}

  executor_type get_executor() const noexcept {
    return boost::asio::get_associated_executor(outer_);
  }

  void operator()(Result<std::size_t> pulled) {
    const auto executor = get_executor();
    boost::asio::dispatch(executor, [outer = std::move(outer_), then = std::move(then_),
                                     pulled = std::move(pulled)]() mutable {
      then(std::move(pulled), std::move(outer));
    });
  }

 private:
  BodySource::PullHandler outer_;
  Then then_;
};

}  // namespace crmlink::http
