#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/http/client_statistics.hpp"
#include "crmlink/http/exchange_observer.hpp"
#include "crmlink/http/guard.hpp"
#include "crmlink/http/proxy.hpp"
#include "crmlink/http/tls.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::http {

/// Bounds what a client holds, waits for and accepts. Every default suits a live call.
struct ClientOptions {
  ClientOptions() = default;

  /// TLS of all https requests; none: the system's roots, loaded by prepare() or else at the first
  /// https request.
  std::optional<TlsIdentity> tls;
  /// The proxy through which requests go; none by default.
  ProxyOptions proxy;
  /// Where requests may go; anywhere by default.
  GuardOptions guard;
  /// Receives a line for each failure; silent by default.
  Logger logger;
  /// Hears of each request as it ends; shared, it lives until the last one has. Empty: nobody does,
  /// which costs nothing.
  std::shared_ptr<ExchangeObserver> observer;

  /// The most connections to one origin (scheme, host, port), under way and idle. At least 1.
  std::size_t max_connections = 64;
  /// The most connections to one origin that are being made at once; further requests wait for
  /// those or for whichever connection is free first. A thousand handshakes at once make everyone
  /// wait for the last of them. Zero: as many as max_connections.
  std::size_t max_connecting = 8;
  /// The most requests that wait for a connection of one origin; further ones fail with
  /// Errc::queue_full. Zero: none may wait.
  std::size_t max_waiting = 1024;
  /// The most origins that are kept in mind, with their TLS sessions and counts. Beyond that the
  /// one that was used least recently and has no connection is forgotten; its counts go to
  /// ClientStatistics::others. Zero counts as 1.
  std::size_t max_origins = 256;
  /// How long a connection may be idle and still be used again. Zero: connections aren't kept.
  /// Those that are idle for longer are closed when the client is next used. A server that says
  /// less (Keep-Alive) is believed, a second before its time.
  std::chrono::milliseconds idle_limit{4000};
  /// How old a connection may become; an older one is closed after the request that it carries, so
  /// that changes behind a name or a load balancer are noticed. Zero: any age.
  std::chrono::milliseconds max_lifetime{std::chrono::minutes(10)};
  /// The longest that one connection attempt (DNS, connect, TLS) may take; the deadline shortens
  /// it.
  std::chrono::milliseconds connect_limit{5000};

  /// How long an address of a host may take to accept before the next one is tried beside it
  /// (Happy Eyeballs, RFC 8305); the first to accept is used. Zero: all at once. After the same
  /// time, a connection attempt whose request was served otherwise isn't counted on by others.
  std::chrono::milliseconds address_delay{250};
  /// How many failures in a row (connecting, TLS, a request that timed out) put an address of a
  /// host behind its others; so many requests in a row that weren't answered close the idle
  /// connections to their origin. Zero: neither happens.
  std::size_t address_failures = 2;
  /// For how long; each further failure doubles it, a reply ends it. Zero: the order never changes.
  std::chrono::milliseconds address_ejection{std::chrono::seconds(10)};
  /// The longest that it becomes. Zero: the order never changes.
  std::chrono::milliseconds max_address_ejection{std::chrono::minutes(5)};

  /// The most bytes of a reply's head, status line included.
  std::size_t max_header_size = 64 * 1024;
  /// The most bytes of a reply's body, decoded; not for what a Request::body_sink takes. Zero:
  /// replies may have no body.
  std::size_t max_body_size = 1024 * 1024;
  /// Whether gzip and deflate are offered to the server (Accept-Encoding) and undone in its reply.
  /// A request with a field Accept-Encoding of its own gets the body as the server sent it, and so
  /// does everyone when the server uses a coding that wasn't offered. A stream that is damaged, cut
  /// off or followed by something else is Errc::malformed_response, and so is a body that is coded
  /// twice. Decoding takes some 45 KiB for each exchange whose reply is compressed, kept for the
  /// next ones.
  bool accept_encoding = true;

  /// How many redirects (301, 302, 303, 307, 308) are followed for one request, all before its
  /// deadline; one more is Errc::too_many_redirects. Zero, the default: none, they are replies like
  /// others. 303 turns any method but HEAD into GET, 301 and 302 turn POST into GET, without the
  /// body and its Content fields (RFC 9110 §15.4). To another scheme, host or port go no bearer
  /// token and of the fields only Accept*, Content-Type, -Encoding and -Language and User-Agent,
  /// for any other may be a credential; a body that is kept (307, 308) goes there, too. From https
  /// to http, and to what isn't an http or https URL, is Errc::redirect_refused.
  std::size_t max_redirects = 0;
  /// Bytes of a body above which the client asks with `Expect: 100-continue` whether to send it,
  /// so that a refusal costs no upload. Zero, the default: never.
  std::size_t expect_continue_above = 0;
  /// How long the answer to that is waited for; then the body is sent without it, since not every
  /// server knows the question. Zero: not at all.
  std::chrono::milliseconds expect_continue_limit{1000};

  /// DNS servers to ask instead of the system's: `192.0.2.53` or `192.0.2.53:5353`, separated by
  /// commas; empty: the system's.
  std::string dns_servers;
  /// How long the addresses of a host are used at least before DNS is asked again, also those from
  /// the hosts file. Zero: as long as DNS says.
  std::chrono::milliseconds dns_min_ttl{5000};
  /// How long they are used at most, whatever DNS says. Zero: for one request; DNS is asked for
  /// each connection.
  std::chrono::milliseconds dns_max_ttl{std::chrono::minutes(5)};
  /// How long "no such host" is believed, and how long a refresh that failed isn't tried again.
  /// Zero: not at all.
  std::chrono::milliseconds dns_negative_ttl{1000};
  /// How long addresses that are out of date are used when DNS fails or is slow (RFC 8767). Zero:
  /// never.
  std::chrono::milliseconds dns_stale_limit{std::chrono::hours(24)};
  /// How long a request waits for DNS before it goes to an address that is out of date. Zero: it
  /// doesn't wait; DNS is asked for those that come later.
  std::chrono::milliseconds dns_refresh_wait{200};

  /// Sent as User-Agent unless the request has one; empty: none.
  std::string user_agent = "crmlink";
};

/// An HTTP/1.1 client for use inside a live call: kept-alive connections per origin, verified TLS,
/// cancellable DNS, and one absolute deadline over everything.
///
/// Lives in the host's process without threads of its own: all work runs on `executor`, and the
/// beginning of a request on the thread that starts it. Thread-safe: any thread may start and
/// cancel operations; a lock lets one in at a time, so that a host with many threads
/// scales best with a client for each. Destroying
/// it cancels what is under way: the handlers still run, with Errc::cancelled. Destroy it before
/// the io_context that it runs on. A reply isn't retried.
class CRMLINK_EXPORT Client : public Transport {
 public:
  /// Makes a client without touching the network. `executor` must stay usable until the last
  /// handler has run.
  explicit Client(boost::asio::any_io_executor executor, ClientOptions options = {});
  ~Client() override;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Loads the trusted roots when `url` is https and ClientOptions::tls is empty; blocks for some
  /// 75 ms the first time.
  void prepare(const Url& url) override;
  /// Makes connections to the origin of `url` until there are `connections`, for requests to come;
  /// returns at once. Failures show in the requests. Connections that nobody uses within the idle
  /// limit are closed.
  void warm_up(const Url& url, std::size_t connections);
  /// Closes idle connections and cancels what is under way; later requests fail with
  /// Errc::cancelled.
  void close();
  /// Returns a snapshot of what was done so far. Callable from any thread, also inside a handler,
  /// an observer or a log sink; takes the client's lock for some microseconds per origin.
  ClientStatistics statistics() const;

 protected:
  void start_send(Request request, Deadline deadline, SendHandler handler) override;

 private:
  std::shared_ptr<class ClientState> state_;
};

}  // namespace crmlink::http
