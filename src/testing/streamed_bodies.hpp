#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "core/completion.hpp"
#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/body_source.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::testing {

/// Reads all that a source gives, on `executor`, and calls `then` there with it, never inside this
/// call. Fails as a client does with a source that fails or gives another size than it announced.
void read_body(boost::asio::any_io_executor executor, std::shared_ptr<http::BodySource> source,
               boost::asio::any_completion_handler<void(Result<std::string>)> then);

/// The completion of a request that may have a sink: a reply of 2xx goes there first.
class SinkCompletion {
 public:
  SinkCompletion(Completion<Result<http::Response>> completion,
                 std::shared_ptr<http::BodySink> sink, boost::asio::any_io_executor executor);

  template <class Cancel>
  void on_cancel(Cancel cancel) {
    completion_.on_cancel(std::move(cancel));
  }
  void complete(Result<http::Response> result);

 private:
  Completion<Result<http::Response>> completion_;
  std::shared_ptr<http::BodySink> sink_;
  boost::asio::any_io_executor executor_;
};

}  // namespace crmlink::testing
