#pragma once

#include <functional>
#include <memory>
#include <string>

#include "crmlink/core/result.hpp"
#include "http/dns_cache.hpp"
#include "http/executor.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

/// Asks DNS and the hosts file through c-ares, inside the client's Serial: nothing blocks,
/// everything can be cancelled.
///
/// c-ares reads the system's resolver configuration at the first question.
class DnsChannel {
 public:
  using Handler = std::function<void(Result<DnsAnswer>)>;

  /// A question under way; destroying it cancels, and the handler never runs.
  class Question {
   public:
    Question() noexcept;
    Question(Question&&) noexcept;
    Question& operator=(Question&&) noexcept;
    ~Question();

   private:
    friend class DnsChannel;
    struct State;
    explicit Question(std::shared_ptr<State> state) noexcept;
    std::shared_ptr<State> state_;
  };

  /// `servers` as in ClientOptions::dns_servers.
  DnsChannel(Executor executor, std::shared_ptr<Serial> serial, std::string servers);
  ~DnsChannel();
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;

  /// Asks for the addresses of `host`; the handler runs later, never inside this call, with
  /// Errc::host_not_found or ::resolve_failed when there are none. Fails at once when the
  /// configuration can't be used.
  Result<Question> ask(const std::string& host, Handler handler);
  /// Ends all questions without a word; call it before the channel goes.
  void close();

 private:
  class Channel;
  std::shared_ptr<Channel> channel_;
};

}  // namespace crmlink::http
