#include "http/auth/code_exchange.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "http/auth/token_reply.hpp"

namespace crmlink::http {

namespace asio = boost::asio;

CodeExchange::CodeExchange(const OAuthOptions& options, const AuthServices& services,
                           AuthorizationCode::FinishHandler handler)
    : options_(options),
      services_(services),
      strand_(asio::make_strand(services_.executor)),
      completion_(std::move(handler), services_.executor) {}

void CodeExchange::start(Transport& transport, const TokenGrant& grant,
                         Transport::Deadline deadline) {
  auto request = make_token_request(options_, grant);
  if (!request) return finish(request.error().within("login"));
  request->repeatable = false;  // A code works once.
  completion_.on_cancel([weak = weak_from_this(), strand = strand_] {
    asio::post(strand, [weak] {
      if (const auto self = weak.lock())
        self->cancellation_.emit(asio::cancellation_type::terminal);
    });
  });
  auto on_reply = [self = shared_from_this()](const Result<Response>& result) {
    self->on_reply(result);
  };
  transport.async_send(
      std::move(*request), deadline,
      asio::bind_cancellation_slot(cancellation_.slot(),
                                   asio::bind_executor(strand_, std::move(on_reply))));
}

void CodeExchange::on_reply(const Result<Response>& result) {
  if (!result) return finish(result.error().within("login"));
  auto reply = read_token_reply(*result, options_, Secret(), services_.clock->wall_now());
  if (!reply.token) return finish(reply.token.error().within("login"));
  save(std::move(*reply.token));
}

void CodeExchange::save(OAuthToken token) {
  services_.store->async_save(
      token, asio::bind_executor(strand_, [self = shared_from_this(), token](Result<> saved) {
        if (saved)
          self->finish(token);
        else
          self->finish(saved.error().within("token store"));
      }));
}

void CodeExchange::finish(Result<OAuthToken> result) {
  completion_.complete(std::move(result));
}

}  // namespace crmlink::http
