#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "crmlink/core/export.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/testing/recording_options.hpp"

namespace crmlink::testing {

/// Passes requests on to another transport and keeps what was said, for a ReplayTransport to say
/// again, with personal data replaced by tokens: the same value by the same token.
///
/// What a source or a sink streams isn't kept: those bodies are empty in the recording.
///
/// The exchanges themselves aren't touched, nor when, where and how their handlers run. Thread-safe
/// if `inner` is.
class CRMLINK_EXPORT RecordingTransport : public http::Transport {
 public:
  /// Records what goes through `inner`. Throws Exception with Errc::secret_unavailable when the key
  /// of the options can't be had.
  explicit RecordingTransport(std::shared_ptr<http::Transport> inner,
                              const RecordingOptions& options = {});
  ~RecordingTransport() override;
  RecordingTransport(const RecordingTransport&) = delete;
  RecordingTransport& operator=(const RecordingTransport&) = delete;

  void prepare(const http::Url& url) override;

  /// Returns the recording so far, as a JSON document: the exchanges that have ended, in the order
  /// in which they began. A body that isn't UTF-8 is left out.
  std::string to_json() const;
  /// Returns how many exchanges have ended.
  std::size_t size() const;

 protected:
  void start_send(http::Request request, Deadline deadline,
                  http::Transport::SendHandler handler) override;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace crmlink::testing
