#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <utility>

namespace crmlink::test {

/// A strand on an io_context of its own, which can prove that a handler runs on it.
class TestExecutor {
 public:
  boost::asio::any_io_executor get() const { return strand_; }
  boost::asio::io_context& context() { return context_; }
  /// Whether the caller runs on this executor.
  bool is_here() const { return strand_.running_in_this_thread(); }
  /// Runs what is ready; returns how many handlers that were.
  std::size_t poll() {
    context_.restart();
    return context_.poll();
  }

 private:
  boost::asio::io_context context_{1};
  boost::asio::strand<boost::asio::io_context::executor_type> strand_ =
      boost::asio::make_strand(context_);
};

}  // namespace crmlink::test
