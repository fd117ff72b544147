#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// Gives a request's body piece by piece while it is sent, so that a recording of any size takes a
/// buffer of 64 KiB (two with TLS); see Request::body_source.
///
/// All members but size() and can_repeat() are called on the client's executor, never two at once
/// for one request, never inside Transport::async_send, and not after the request's handler has
/// run. One object serves one request at a time.
class CRMLINK_EXPORT BodySource {
 public:
  /// Takes the answer to a pull: how many bytes of the room were filled; zero: the body has ended.
  using PullHandler = boost::asio::any_completion_handler<void(Result<std::size_t>)>;

  virtual ~BodySource();

  /// Returns how long the body is, in bytes, which is then announced (Content-Length);
  /// std::nullopt: unknown, and the body is sent in chunks (RFC 9112 §7.1), which not every server
  /// takes.
  ///
  /// Called before it is sent, on whichever thread that is started. A source that then gives
  /// more or less fails the request, before the server has a whole body that is wrong.
  virtual std::optional<std::uint64_t> size() const = 0;

  /// Returns whether begin() can go back when bytes have been taken. If not, the request isn't sent
  /// again, unless nothing of it was sent. Called like size().
  virtual bool can_repeat() const noexcept = 0;

  /// Goes to the body's first byte; called before the first pull of every attempt to send.
  /// A failure fails the request with Errc::body_source_failed.
  virtual Result<> begin() = 0;

  /// Fills `room` from its beginning with the bytes that follow, as many as there are at the
  /// moment, at least one unless the body has ended, and says so by `handler`: on any thread, also
  /// inside this call.
  ///
  /// `room` stays valid until the handler has been called or destroyed, even when the request has
  /// ended meanwhile: that it was cancelled or timed out isn't told to the source, and its answer
  /// then counts for nothing. So does the answer that is due when begin() starts another attempt.
  /// An Error fails the request with Errc::body_source_failed and its detail(), which must hold no
  /// secret and no caller's data; so does a handler that is destroyed without having been called.
  /// The handler's associated executor is where the members are called, for a source that gives
  /// what another one answers, on whichever thread.
  virtual void pull(std::span<char> room, PullHandler handler) = 0;

  /// Hears, for a display of the progress, how many bytes of the body have been handed to the
  /// socket since begin(); the last call comes when all have been. Does nothing by default.
  virtual void on_sent(std::uint64_t bytes);

 protected:
  BodySource() = default;
  BodySource(const BodySource&) = default;
  BodySource& operator=(const BodySource&) = default;
};

/// A body that a function writes.
class CRMLINK_EXPORT GeneratedBody final : public BodySource {
 public:
  /// Fills `room` from its beginning and returns how many bytes; zero: the body has ended.
  using Fill = std::function<Result<std::size_t>(std::span<char> room)>;
  /// Goes back to the first byte.
  using Rewind = std::function<Result<>()>;

  /// `size` as BodySource::size(). Without `rewind` the body can't be repeated.
  explicit GeneratedBody(Fill fill, std::optional<std::uint64_t> size = std::nullopt,
                         Rewind rewind = nullptr);

  std::optional<std::uint64_t> size() const override;
  bool can_repeat() const noexcept override;
  Result<> begin() override;
  void pull(std::span<char> room, PullHandler handler) override;

 private:
  Fill fill_;
  std::optional<std::uint64_t> size_;
  Rewind rewind_;
  bool taken_ = false;  ///< Whether it was pulled.
};

}  // namespace crmlink::http
