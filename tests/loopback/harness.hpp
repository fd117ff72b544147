#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/http/client.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/dns_server.hpp"
#include "support/scripted_server.hpp"
#include "support/show.hpp"

namespace crmlink::test {

using http::Client;
using http::ClientOptions;
using http::Method;
using http::Request;
using http::Response;
using http::Transport;

/// Returns a deadline that no test gets near.
Transport::Deadline ample();
/// Returns the deadline that lies `limit` ahead.
Transport::Deadline in(std::chrono::milliseconds limit);

Request get(const std::string& url);
Request post(const std::string& url, std::string body);

/// Returns options that trust `authority` and nobody else.
ClientOptions trusting(const CertificateAuthority& authority);
/// Returns options whose lookups go to `server`, as `127.0.0.1:port`.
ClientOptions asking(const std::string& dns_server);

/// Returns the authority that the tests' servers have their certificates from.
const CertificateAuthority& authority();
/// Returns the options of a server with a good certificate for 127.0.0.1 and crm.test.
ServerOptions secure();

/// One request under way.
class Call {
 public:
  void cancel();
  bool done() const;
  /// Returns how often the handler ran.
  int completions() const;
  /// Returns the result; once, when done.
  Result<Response> take();

 private:
  friend class Loop;
  struct State;
  explicit Call(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Runs the client's side of a test.
///
/// It stops as soon as a handler has run: what a test sees on the server after that, the client had
/// done before it reported.
class Loop {
 public:
  boost::asio::io_context& context() { return context_; }
  auto executor() { return context_.get_executor(); }

  Call start(Transport& client, Request request, Transport::Deadline deadline = ample());
  /// Runs until `call` is done, and returns its result. Fails the test when that takes very long.
  Result<Response> finish(Call& call);
  /// The two above.
  Result<Response> send(Transport& client, Request request, Transport::Deadline deadline = ample());
  /// Sends a request that must fail, and returns why it did.
  Error fail(Transport& client, Request request, Transport::Deadline deadline = ample());
  /// Runs until `reached()`; handlers that run meanwhile don't stop it.
  void run_until(const std::function<bool()>& reached);
  /// Runs everything that can run without anybody else doing something.
  void settle();

 private:
  boost::asio::io_context context_;
};

/// Repeats `attempt` with longer deadlines until it fails with `expected`, for on a busy machine a
/// short one may pass in an earlier phase; returns the last error.
Error with_growing_deadline(Errc expected,
                            const std::function<Error(std::chrono::milliseconds)>& attempt);

/// Checks that `error` is a time-out in `phase`, which says where and what.
void check_timeout(const Error& error, Errc code, Phase phase);

}  // namespace crmlink::test
