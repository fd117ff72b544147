#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/body_source.hpp"
#include "loopback/harness.hpp"

namespace crmlink::test {

using http::BodySink;
using http::BodySource;

/// The byte that stands at a place of the tests' large bodies: a lost or doubled piece shows.
inline char byte_at(std::uint64_t place) {
  return static_cast<char>('0' + place % 61);
}

inline void fill_from(std::uint64_t place, std::span<char> out) {
  for (char& byte : out)
    byte = byte_at(place++);
}

/// Looks at a large body without keeping it.
class BodyCheck {
 public:
  void add(std::string_view part) {
    for (const char byte : part)
      good_ = good_ && byte == byte_at(size_++);
  }
  std::uint64_t size() const { return size_; }
  bool is(std::uint64_t size) const { return good_ && size_ == size; }

 private:
  std::uint64_t size_ = 0;
  bool good_ = true;
};

/// Undoes chunks as they come: sizes, data, ends of lines.
class Dechunker {
 public:
  /// Adds the data in `bytes` to `out`.
  void add(std::string_view bytes, BodyCheck& out) {
    while (!bytes.empty() && !done_) {
      if (left_ > 0) {
        const auto part = bytes.substr(0, left_);
        out.add(part);
        left_ -= part.size();
        bytes.remove_prefix(part.size());
      } else {
        take_line_byte(bytes.front());
        bytes.remove_prefix(1);
      }
    }
  }
  bool done() const { return done_; }

 private:
  void take_line_byte(char byte) {
    if (byte == '\r') return;
    if (byte != '\n') {
      line_ += byte;
      return;
    }
    if (line_.empty()) {
      done_ = last_;
      return;
    }
    left_ = std::stoul(std::exchange(line_, {}), nullptr, 16);
    last_ = left_ == 0;
  }

  std::string line_;
  std::size_t left_ = 0;
  bool last_ = false;
  bool done_ = false;
};

/// Reads the body of a request with that head, whichever its framing, and looks at it.
inline BodyCheck check_body(Conversation& peer, const testing::ReceivedRequest& head) {
  std::array<char, 16 * 1024> bytes;
  BodyCheck check;
  if (head.field("transfer-encoding") == "chunked") {
    Dechunker dechunker;
    while (!dechunker.done())
      dechunker.add({bytes.data(), peer.read_bytes(bytes)}, check);
    return check;
  }
  const auto size = std::stoull(head.field("content-length").value_or("0"));
  while (check.size() < size)
    check.add({bytes.data(), peer.read_bytes(bytes)});
  return check;
}

/// A server that takes large bodies, keeps what it thinks of each, and answers 200.
class UploadServer {
 public:
  explicit UploadServer(ServerOptions options = {})
      : server_(
            [this](Conversation& peer) {
              while (true) {
                const auto head = peer.read_head();
                const auto check = check_body(peer, head);
                add(head, check);
                peer.send(make_reply(200, "got it"));
              }
            },
            std::move(options)) {}

  ScriptedServer& operator*() { return server_; }
  ScriptedServer* operator->() { return &server_; }
  std::vector<BodyCheck> bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  std::vector<std::string> heads() const {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

 private:
  void add(const testing::ReceivedRequest& head, const BodyCheck& check) {
    const std::lock_guard lock(mutex_);
    heads_.push_back(head.head);
    bodies_.push_back(check);
  }

  mutable std::mutex mutex_;
  std::vector<BodyCheck> bodies_;
  std::vector<std::string> heads_;
  ScriptedServer server_;  // Last: its threads use the others.
};

/// A source of the tests' large body that counts what is done with it; each field may be changed.
class TestSource : public BodySource {
 public:
  explicit TestSource(std::uint64_t size) : total(size), announced(size) {}

  std::optional<std::uint64_t> size() const override { return announced; }
  bool can_repeat() const noexcept override { return repeatable; }
  Result<> begin() override {
    ++begins;
    given = 0;
    return {};
  }
  void pull(std::span<char> room, PullHandler handler) override {
    ++pulls;
    largest_room = std::max(largest_room, room.size());
    if (given >= fails_at) {
      ErrorInfo info(Errc::invalid_argument);
      info.detail = "the tape is torn";
      return std::move(handler)(Error(std::move(info)));
    }
    if (given >= waits_at) {
      waiting_room = room;
      waiting.emplace(std::move(handler));
      return;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), total - given));
    fill_from(given, room.first(size));
    given += size;
    std::move(handler)(size);
  }
  void on_sent(std::uint64_t bytes) override { sent.push_back(bytes); }

  std::uint64_t total;
  std::optional<std::uint64_t> announced;
  bool repeatable = true;
  std::uint64_t fails_at = UINT64_MAX;
  std::uint64_t waits_at = UINT64_MAX;
  int begins = 0;
  int pulls = 0;
  std::uint64_t given = 0;
  std::size_t largest_room = 0;
  std::vector<std::uint64_t> sent;
  std::optional<PullHandler> waiting;  ///< Of a pull that it hasn't answered.
  std::span<char> waiting_room;
};

/// A sink that looks at the tests' large body; each field may be changed.
class TestSink : public BodySink {
 public:
  Result<> begin(const http::Response& head) override {
    ++begins;
    status = head.status();
    type = head.field("content-type").value_or("");
    check = BodyCheck();
    if (refuses) return Error(Errc::invalid_argument);
    return {};
  }
  void write(std::string_view part, WriteHandler handler) override {
    ++writes;
    check.add(part);
    largest_part = std::max(largest_part, part.size());
    if (check.size() >= fails_at) {
      ErrorInfo info(Errc::invalid_argument);
      info.detail = "the disk is full";
      return std::move(handler)(Error(std::move(info)));
    }
    if (check.size() >= waits_at) {
      waiting_part = part;
      waiting.emplace(std::move(handler));
      return;
    }
    std::move(handler)(Result<>());
  }

  bool refuses = false;
  std::uint64_t fails_at = UINT64_MAX;
  std::uint64_t waits_at = UINT64_MAX;
  int begins = 0;
  int writes = 0;
  int status = 0;
  std::string type;
  BodyCheck check;
  std::size_t largest_part = 0;
  std::optional<WriteHandler> waiting;  ///< Of a part that it hasn't dealt with.
  std::string_view waiting_part;
};

inline Request upload(const std::string& url, std::shared_ptr<BodySource> source) {
  auto request = post(url, "");
  request.body_source = std::move(source);
  return request;
}

inline Request download(const std::string& url, std::shared_ptr<BodySink> sink) {
  auto request = get(url);
  request.body_sink = std::move(sink);
  return request;
}

}  // namespace crmlink::test
