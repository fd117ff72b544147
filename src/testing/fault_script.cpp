#include "testing/fault_script.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "testing/fault_replies.hpp"
#include "testing/gzip_bomb.hpp"

namespace crmlink::testing {
namespace {

constexpr std::size_t default_header = std::size_t{16} * 1024 * 1024;
constexpr std::size_t default_bomb = std::size_t{1024} * 1024 * 1024;

// RFC 8446 §6: a fatal handshake_failure.
constexpr std::string_view alert("\x15\x03\x03\x00\x02\x02\x28", 7);
constexpr std::string_view plain_reply =
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

void answer_hello(Conversation& peer, std::string_view text) {
  peer.wait_for_bytes();
  peer.send_raw(text);
}

/// Shows a bad certificate; a client that takes it gets a good reply, and shows itself by that.
void serve_with(Conversation& peer, const Certificate& certificate) {
  peer.show(certificate);
  while (true) {
    peer.read_request();
    peer.send(good_reply(Turn()));
  }
}

void spoil(Conversation& peer, Fault fault, const BadCertificates& bad) {
  switch (fault) {
    case Fault::tls_alert:
      return answer_hello(peer, alert);
    case Fault::plain_on_tls:
      return answer_hello(peer, plain_reply);
    case Fault::wrong_host_certificate:
      return serve_with(peer, bad.wrong_host);
    case Fault::expired_certificate:
      return serve_with(peer, bad.expired);
    case Fault::self_signed_certificate:
      return serve_with(peer, bad.self_signed);
    default:
      peer.hold();
  }
}

std::string closing_reply(Turn turn) {
  turn.fields.emplace_back("Connection", "close");
  return good_reply(turn);
}

std::string_view first(std::string_view text, const Turn& turn, std::size_t otherwise) {
  return text.substr(0, turn.bytes.value_or(otherwise));
}

void send_long_head(Conversation& peer, const Turn& turn) {
  const std::string line = "X-Padding: " + std::string(4096, 'x') + "\r\n";
  const std::size_t size = turn.bytes.value_or(default_header);
  const std::string reply = good_reply(turn);
  const std::size_t first_line = reply.find("\r\n") + 2;
  peer.send(std::string_view(reply).substr(0, first_line));
  for (std::size_t sent = 0; sent < size; sent += line.size())
    peer.send(line);
  peer.send(std::string_view(reply).substr(first_line));
}

void send_chunk(Conversation& peer, std::string_view piece) {
  std::array<char, 16> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
  std::string chunk(size.data(), end);
  chunk.append("\r\n").append(piece).append("\r\n");
  peer.send(chunk);
}

void send_bomb(Conversation& peer, const Turn& turn) {
  peer.send(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  GzipBomb bomb([&](std::string_view piece) { send_chunk(peer, piece); });
  bomb.write(turn.bytes.value_or(default_bomb), turn.body);
  peer.send("0\r\n\r\n");
}

void flood(Conversation& peer) {
  while (true)
    peer.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
}

/// Does what ends the connection. Returns false when the turn isn't of that kind.
bool end_by(Conversation& peer, const Turn& turn) {
  const auto reply = good_reply(turn);
  const auto unbounded = unbounded_reply(turn);
  switch (turn.fault) {
    case Fault::black_hole:
      peer.hold();
    case Fault::half_close:
      peer.send(first(reply, turn, 0));
      peer.half_close();
      peer.hold();
    case Fault::close:
      peer.send(first(reply, turn, reply.size() / 2));
      peer.close();
      return true;
    case Fault::reset:
      peer.send(first(reply, turn, 0));
      peer.reset();
      return true;
    case Fault::truncated_tls:
      peer.send(first(unbounded, turn, unbounded.size() - turn.body.size() / 2));
      peer.cut();
      return true;
    case Fault::long_length:
      peer.send(faulty_reply(turn));
      peer.close();
      return true;
    case Fault::early_reply:
      peer.send(closing_reply(turn));
      peer.half_close();
      peer.ignore();
    default:
      return false;
  }
}

void answer(Conversation& peer, const Turn& turn) {
  switch (turn.fault) {
    case Fault::drip:
      return peer.send_slowly(good_reply(turn), turn.bytes.value_or(1), turn.interval);
    case Fault::oversized_header:
      return send_long_head(peer, turn);
    case Fault::gzip_bomb:
      return send_bomb(peer, turn);
    case Fault::interim_flood:
      return flood(peer);
    default:
      return peer.send(faulty_reply(turn));
  }
}

Turn read_turn(Conversation& peer, Turns& turns) {
  auto request = peer.read_head();
  const auto turn = turns.take_for_head();
  const bool unread = turn && turn->fault == Fault::early_reply;
  if (!unread) peer.read_body(request);
  peer.report(request);
  return turn ? *turn : turns.take_for(request);
}

void serve(Conversation& peer, Turns& turns, const BadCertificates& bad) {
  if (const auto turn = turns.take_for_connection()) return spoil(peer, turn->fault, bad);
  while (true) {
    const Turn turn = read_turn(peer, turns);
    // Only a function gives one here: there is no reply.
    if (is_of_connection(turn.fault) || end_by(peer, turn)) return;
    answer(peer, turn);
  }
}

}  // namespace

Script serve_turns(std::shared_ptr<Turns> turns, BadCertificates bad) {
  return [turns = std::move(turns), bad = std::move(bad)](Conversation& peer) {
    serve(peer, *turns, bad);
  };
}

}  // namespace crmlink::testing
