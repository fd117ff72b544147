#include "testing/streamed_bodies.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace crmlink::testing {
namespace {

using http::Response;

Error failure(Errc code, const Error& of_host) {
  ErrorInfo info(code);
  info.detail = of_host.detail().empty() ? of_host.code().message() : std::string(of_host.detail());
  return info;
}

Error wrong_size() {
  ErrorInfo info(Errc::body_source_failed);
  info.detail = "the source gives another size than it announced";
  return info;
}

class SourceReader : public std::enable_shared_from_this<SourceReader> {
 public:
  SourceReader(boost::asio::any_io_executor executor, std::shared_ptr<http::BodySource> source,
               boost::asio::any_completion_handler<void(Result<std::string>)> then)
      : executor_(std::move(executor)), source_(std::move(source)), then_(std::move(then)) {}

  void start() {
    boost::asio::post(executor_, [self = shared_from_this()] {
      if (const auto begun = self->source_->begin(); !begun) return self->fail(begun.error());
      self->pull();
    });
  }

 private:
  void pull() {
    auto answer = [self = shared_from_this()](Result<std::size_t> pulled) {
      boost::asio::post(self->executor_, [self, pulled = std::move(pulled)] { self->add(pulled); });
    };
    source_->pull(room_, boost::asio::bind_executor(executor_, std::move(answer)));
  }

  void add(const Result<std::size_t>& pulled) {
    if (!pulled) return fail(pulled.error());
    if (*pulled > 0) {
      body_.append(room_.data(), *pulled);
      source_->on_sent(body_.size());
      return pull();
    }
    if (source_->size().value_or(body_.size()) != body_.size()) return end(wrong_size());
    end(std::move(body_));
  }

  void fail(const Error& error) { end(failure(Errc::body_source_failed, error)); }
  void end(Result<std::string> body) {
    source_ = nullptr;
    std::move(then_)(std::move(body));
  }

  boost::asio::any_io_executor executor_;
  std::shared_ptr<http::BodySource> source_;
  boost::asio::any_completion_handler<void(Result<std::string>)> then_;
  std::vector<char> room_ = std::vector<char>(64 * 1024);
  std::string body_;
};

/// Returns the reply with that body.
Response with_body(const Response& response, std::string body) {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : response.fields())
    fields.emplace_back(std::string(name), std::string(value));
  return Response(response.status(), std::move(fields), std::move(body));
}

}  // namespace

void read_body(boost::asio::any_io_executor executor, std::shared_ptr<http::BodySource> source,
               boost::asio::any_completion_handler<void(Result<std::string>)> then) {
  std::make_shared<SourceReader>(std::move(executor), std::move(source), std::move(then))->start();
}

SinkCompletion::SinkCompletion(Completion<Result<Response>> completion,
                               std::shared_ptr<http::BodySink> sink,
                               boost::asio::any_io_executor executor)
    : completion_(std::move(completion)), sink_(std::move(sink)), executor_(std::move(executor)) {}

void SinkCompletion::complete(Result<Response> result) {
  if (!sink_ || !result || !result->ok()) return completion_.complete(std::move(result));
  const auto executor = executor_;
  boost::asio::post(executor, [self = std::move(*this), reply = std::move(*result)]() mutable {
    const auto sink = std::exchange(self.sink_, nullptr);
    Response head = with_body(reply, {});
    const auto begun = sink->begin(head);
    if (!begun) return self.complete(failure(Errc::body_sink_failed, begun.error()));
    if (reply.body().empty()) return self.complete(std::move(head));
    const auto part = std::make_shared<const std::string>(reply.body());
    auto written = [self = std::move(self), head = std::move(head), part](Result<> done) mutable {
      if (!done) return self.complete(failure(Errc::body_sink_failed, done.error()));
      self.complete(std::move(head));
    };
    sink->write(*part, std::move(written));
  });
}

}  // namespace crmlink::testing
