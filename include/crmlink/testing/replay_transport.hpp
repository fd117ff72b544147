#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::testing {

/// A transport without a network that answers from a recording.
///
/// A request gets the first exchange that is left with its method, its URL and its body. What the
/// recording's rules replace may differ: a test sends made-up numbers and names where the recorded
/// call had real ones, as long as what was equal in one request is equal again. The reply carries
/// the test's values where the recorded one had those of the request. Header fields don't count.
///
/// A request that matches nothing fails with Errc::connect_failed; the detail says which recorded
/// request is nearest and where the two part.
///
/// A request's source isn't read, as its body isn't in a recording; a reply of 2xx goes to the
/// request's sink.
///
/// Use it from one thread, or from one strand.
class CRMLINK_EXPORT ReplayTransport : public http::Transport {
 public:
  /// Reads what RecordingTransport::to_json() wrote. Completions go through `executor`. Fails with
  /// Errc::invalid_configuration and all complaints.
  static Result<std::shared_ptr<ReplayTransport>> parse(std::string_view recording,
                                                        boost::asio::any_io_executor executor);
  ~ReplayTransport() override;
  ReplayTransport(const ReplayTransport&) = delete;
  ReplayTransport& operator=(const ReplayTransport&) = delete;

  /// Returns what was recorded and not asked for yet: `#3 POST https://crm.example/api`, counted
  /// from 1. Personal data are tokens.
  std::vector<std::string> unused() const;
  /// Returns why requests failed that matched nothing, in order; the same words as in their errors.
  const std::vector<std::string>& mismatches() const noexcept;

 protected:
  void start_send(http::Request request, Deadline deadline,
                  http::Transport::SendHandler handler) override;

 private:
  class State;
  explicit ReplayTransport(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::testing
