// Boost.Beast with C++20 coroutines as everybody writes it: kept-alive connections in a list,
// expires_after, http::request and http::response, ssl::stream.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "exchange/bench_client.hpp"
#include "exchange/trust.hpp"
#include "exchange/usual_work.hpp"

namespace crmlink::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Plain = beast::tcp_stream;
using Tls = asio::ssl::stream<beast::tcp_stream>;

asio::ssl::context make_context(const Setup& setup) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  if (!setup.tls) return context;
  context.set_verify_mode(asio::ssl::verify_peer);
  context.add_certificate_authority(asio::buffer(setup.root));
  return context;
}

template <typename Stream>
class BeastClient : public BenchClient {
 public:
  BeastClient(const Setup& setup, Listener& listener)
      : BenchClient(listener),
        setup_(setup),
        tls_(make_context(setup)),
        sessions_(tls_.native_handle()),
        endpoint_(asio::ip::address_v4::loopback(), setup.port) {}
  ~BeastClient() override { idle_.clear(); }

  void start(std::size_t slot) override {
    asio::co_spawn(context_, exchange(slot), [this, slot](std::exception_ptr failure) {
      finish(slot, failure ? ending_of(failure) : Ending::answered);
    });
  }

  void run() override {
    context_.restart();
    context_.run();
  }
  void run_until(TimePoint when) override {
    while (std::chrono::steady_clock::now() < when) {
      context_.restart();
      context_.poll();
    }
  }
  void stop() override { context_.stop(); }

 private:
  using StreamPtr = std::unique_ptr<Stream>;

  static Ending ending_of(const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      if (error.code() == beast::error::timeout) return Ending::timed_out;
      give_up("beast: " + error.code().message());
    }
  }

  asio::awaitable<void> exchange(std::size_t) {
    auto stream = take();
    if (!stream) stream = co_await connect();
    auto request = make_request();
    auto& lowest = beast::get_lowest_layer(*stream);
    lowest.expires_after(setup_.timeout);
    co_await http::async_write(*stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    co_await http::async_read(*stream, buffer, response, asio::use_awaitable);
    lowest.expires_never();
    if (response.result() != http::status::ok) give_up("beast: an unusual reply");
    usual_reply(setup_.work, response.body());
    if (response.keep_alive()) idle_.push_back(std::move(stream));
    // Without it OpenSSL takes the session for broken and won't resume it.
    if constexpr (std::is_same_v<Stream, Tls>)
      if (stream) SSL_set_shutdown(stream->native_handle(), SSL_SENT_SHUTDOWN);
  }

  StreamPtr take() {
    if (idle_.empty()) return nullptr;
    auto stream = std::move(idle_.back());
    idle_.pop_back();
    return stream;
  }

  asio::awaitable<StreamPtr> connect() {
    StreamPtr stream;
    if constexpr (std::is_same_v<Stream, Plain>)
      stream = std::make_unique<Stream>(context_);
    else
      stream = std::make_unique<Stream>(context_, tls_);
    auto& lowest = beast::get_lowest_layer(*stream);
    lowest.expires_after(setup_.timeout);
    co_await lowest.async_connect(endpoint_, asio::use_awaitable);
    lowest.socket().set_option(asio::ip::tcp::no_delay(true));
    if constexpr (std::is_same_v<Stream, Tls>) {
      stream->set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
      sessions_.offer(stream->native_handle());
      co_await stream->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    }
    co_return stream;
  }

  http::request<http::string_body> make_request() const {
    const bool dip = setup_.work == Work::dip;
    http::request<http::string_body> request(dip ? http::verb::post : http::verb::get,
                                             setup_.target(), 11);
    request.set(http::field::host, setup_.authority());
    request.set(http::field::user_agent, "beast");
    request.set(http::field::authorization, "Bearer " + std::string(bearer));
    if (!dip) return request;
    request.set(http::field::content_type, "application/json");
    request.body() = usual_body(variables_);
    request.prepare_payload();
    return request;
  }

  Setup setup_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  asio::ssl::context tls_;
  NewestSession sessions_;
  asio::ip::tcp::endpoint endpoint_;
  UsualVariables variables_ = usual_variables();
  std::vector<StreamPtr> idle_;
};

}  // namespace

std::unique_ptr<BenchClient> make_beast_client(const Setup& setup, Listener& listener) {
  if (setup.tls) return std::make_unique<BeastClient<Tls>>(setup, listener);
  return std::make_unique<BeastClient<Plain>>(setup, listener);
}

}  // namespace crmlink::bench
