#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/testing/certificates.hpp"
#include "crmlink/testing/received_request.hpp"
#include "testing/socket.hpp"

using SSL = struct ssl_st;

namespace crmlink::testing {

/// A gate that a script waits at until the test opens it.
class Gate {
 public:
  void open();
  /// Waits until it is open. Returns false when it stays shut for very long.
  bool wait() const;
  bool is_open() const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool open_ = false;
};

/// Thrown into a script when the client has closed or reset the connection; ends the script.
struct PeerLeft : std::runtime_error {
  PeerLeft() : std::runtime_error("peer left") {}
};

/// The server's side of one connection, on a thread of its own: what a script is written with.
///
/// A script that returns closes the connection politely. One that must outlast the client calls
/// hold().
class Conversation {
 public:
  /// `index`: which connection of the server this is, from 0.
  Conversation(std::size_t index, Descriptor socket, SSL* tls, const StopSignal& stop);
  Conversation(const Conversation&) = delete;
  ~Conversation();

  std::size_t index() const noexcept { return index_; }

  /// Shows another certificate than the server's; call it before the handshake.
  void show(const Certificate& certificate);
  /// Does the TLS handshake, on a TLS server; the first read or send does it unasked. Throws
  /// PeerLeft when it fails.
  void handshake();
  /// Reads a head and the body that Content-Length announces.
  ReceivedRequest read_request();
  /// The same in two steps: only the head, then the body of the request with that head.
  ReceivedRequest read_head();
  void read_body(ReceivedRequest& request);
  /// Reads what there is, at least one byte, into `into`, and returns how much: for what is too
  /// large to be kept.
  std::size_t read_bytes(std::span<char> into);
  /// Reports a request to on_request.
  void report(const ReceivedRequest& request) const;
  /// Sends `text`, all of it.
  void send(std::string_view text);
  /// Sends `text` past TLS.
  void send_raw(std::string_view text);
  /// Waits until all that was sent lies in the client's socket. A send alone doesn't promise that,
  /// not even on loopback.
  void wait_until_delivered();
  /// Waits until something came, past TLS, and leaves it there.
  void wait_for_bytes();
  /// Sends `piece` over and over until the peer leaves.
  [[noreturn]] void drip(std::string_view piece);
  /// Sends `text` in pieces of `size` bytes, `interval` apart.
  void send_slowly(std::string_view text, std::size_t size, std::chrono::milliseconds interval);
  /// Keeps the connection open, silent and deaf, until the peer leaves.
  [[noreturn]] void ignore();
  /// Keeps the connection open, silent, until the peer leaves; what it still sends is thrown away.
  [[noreturn]] void hold();
  /// Waits at `gate`, reading nothing; throws PeerLeft if the peer leaves before it opens.
  void wait(const Gate& gate);

  /// Passes everything on to a port of 127.0.0.1 and back, past TLS, until one side closes.
  void relay_to(std::uint16_t port);

  /// Closes, on TLS with close_notify. The client's socket knows when this returns.
  void close();
  /// Closes without a word of TLS. The client's socket knows when this returns.
  void cut();
  /// Closes with a TCP reset.
  void reset();
  /// Sends no more, and goes on reading.
  void half_close();

  /// Called with each request, as soon as it is whole.
  std::function<void(const ReceivedRequest&)> on_request;
  /// Called after a handshake with the name that the client asked for.
  std::function<void(const std::string&)> on_handshake;

 private:
  void read_some();
  std::size_t receive(std::span<char> into);
  template <class Operation>
  int tls_step(Operation operation);
  bool left_within(std::chrono::milliseconds limit);

  struct FreeTls {
    void operator()(SSL* tls) const noexcept;
  };

  std::size_t index_;
  Descriptor socket_;
  std::unique_ptr<SSL, FreeTls> tls_;
  const StopSignal& stop_;
  bool shaken_ = false;
  std::string unread_;
};

}  // namespace crmlink::testing
