#include "desktop.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <utility>

#include "adapter_messages.hpp"
#include "crmlink/core/clock.hpp"
#include "crmlink/core/json.hpp"
#include "fault.hpp"

namespace agent_desktop {

namespace asio = boost::asio;
namespace json = boost::json;
using crm_service::problem;

namespace {

constexpr std::size_t most_peers = 8;
constexpr std::size_t longest_number = 64;
constexpr std::size_t longest_name = 500;
constexpr std::size_t longest_words = 16 * 1024;
constexpr std::chrono::milliseconds round{500};
constexpr const char* no_call = R"({"kind":"call","state":"none"})";

/// What every reply of this server carries.
Reply secured(Reply reply) {
  reply.fields.emplace_back("X-Content-Type-Options", "nosniff");
  reply.fields.emplace_back("Referrer-Policy", "no-referrer");
  reply.fields.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  reply.fields.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  return reply;
}

Reply plain(int status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = std::move(text) + "\n";
  return reply;
}

/// Returns a member of what a page sent that is a text; empty when there is none, or a long one.
std::string text_of(const json::object& message, std::string_view name) {
  const auto* const member = message.if_contains(name);
  const auto* const text = member ? member->if_string() : nullptr;
  return text && text->size() <= longest_words ? std::string(*text) : std::string();
}

bool is_fit(std::string_view text, std::size_t longest) {
  return text.size() <= longest && crm_service::is_utf8(text);
}

}  // namespace

Desktop::Desktop(Setup& setup, PageFiles files, Access access,
                 std::function<void(const std::string&)> new_link)
    : setup_(setup),
      files_(std::move(files)),
      access_(std::move(access)),
      new_link_(std::move(new_link)),
      crm_pages_(setup.transport, setup.crm.base_url()),
      next_round_(setup.services.executor) {
  new_link_(access_.login_path());
}

asio::awaitable<Reply> Desktop::answer(Request request) {
  if (!access_.same_origin(request)) co_return secured(problem(403, "another site's page"));
  if (request.path == "/login") co_return secured(log_in(request));
  if (!access_.admits(request))
    co_return secured(plain(401, "Open the link that agent_desktop printed. It works once."));
  if (request.path.starts_with("/simulate/")) co_return secured(simulate(request));
  if (request.method != "GET") co_return secured(problem(405, "this path knows GET alone"));
  if (auto file = files_.find(request.path)) co_return secured(*std::move(file));
  if (!CrmPages::knows(request.path)) co_return secured(plain(404, "There is nothing here."));
  auto page = co_await crm_pages_.show(std::move(request.path));
  co_return secured(std::move(page));
}

Reply Desktop::log_in(const Request& request) {
  auto cookie = access_.log_in(request.query_value("once"));
  if (!cookie)
    return plain(401, "This link was used already. agent_desktop has printed a new one.");
  new_link_(access_.login_path());
  auto reply = plain(303, "Logged in");
  reply.fields.emplace_back("Set-Cookie", *std::move(cookie));
  reply.fields.emplace_back("Location", "/");
  return reply;
}

Reply Desktop::simulate(const Request& request) {
  if (request.method != "POST") return problem(405, "this path knows POST alone");
  if (request.path == "/simulate/ring") return simulate_ring(request);
  if (request.path == "/simulate/crm") return simulate_crm(request);
  return problem(404, "there is nothing at this path");
}

Reply Desktop::simulate_ring(const Request& request) {
  auto number = request.query_value("from");
  const auto name = request.query_value("name");
  if (!is_fit(number, longest_number) || !is_fit(name, longest_name))
    return problem(400, "from or name: too long, or not UTF-8");
  if (number.empty()) number = setup_.callers[last_call_ % setup_.callers.size()];
  if (call_) return problem(409, "there is a call already");
  Caller caller((std::string(number)), std::string(name));
  call_ = std::make_shared<AgentCall>(setup_.services, std::move(caller), ++last_call_,
                                      [this](const std::string& message) { tell_all(message); });
  call_->ring();
  return crm_service::json_reply(202, json::object{{"call_id", last_call_}});
}

Reply Desktop::simulate_crm(const Request& request) {
  const bool down = request.query_value("down") == "1";
  std::vector<crm_service::Fault> faults;
  if (down) faults.emplace_back().kind = crm_service::FaultKind::busy;
  setup_.crm.set_faults(std::move(faults));
  all_due_ = !down;
  return crm_service::json_reply(200, json::object{{"down", down}});
}

std::optional<Reply> Desktop::refuse_socket(const Request& request) {
  if (!access_.same_origin(request) || request.origin.empty())
    return secured(problem(403, "another site's page"));
  if (!access_.admits(request)) return secured(problem(401, "not logged in"));
  if (request.path != "/agent/events") return secured(problem(404, "there is nothing here"));
  if (peers_.size() >= most_peers) return secured(problem(503, "too many pages are open"));
  return std::nullopt;
}

void Desktop::opened(const std::shared_ptr<SocketPeer>& peer) {
  peers_.push_back(peer);
  peer->send(adapter_message(event_of_agent(crmlink::AdapterEventKind::agent_login)));
  peer->send(call_ ? call_->to_json() : no_call);
  // Who reloads the page in the middle of a call gets the record again.
  if (call_) call_->pop();
}

void Desktop::closed(SocketPeer& peer) {
  std::erase_if(peers_, [&peer](const auto& one) { return one.get() == &peer; });
}

void Desktop::said(SocketPeer& /*peer*/, std::string_view text) {
  const auto message = crmlink::parse_json(text);
  const auto* const object = message ? message->if_object() : nullptr;
  if (object == nullptr || !call_) return;
  obey(text_of(*object, "do"), text_of(*object, "text"), text_of(*object, "notes"));
  end_if_over();
}

void Desktop::obey(std::string_view action, const std::string& text, const std::string& notes) {
  if (action == "accept") return call_->accept();
  if (action == "decline") return call_->decline();
  if (action == "comment") return call_->comment(text);
  if (action == "disposition") return call_->disposition(text, notes);
  if (action == "hang_up") call_->hang_up();
}

void Desktop::end_if_over() {
  if (!call_->over()) return;
  call_.reset();
  tell_all(no_call);
}

void Desktop::tell_all(const std::string& message) {
  for (const auto& peer : peers_)
    peer->send(message);
}

asio::awaitable<void> Desktop::catch_up() {
  using Time = crmlink::Clock::WallTime;
  while (!stopping_) {
    // A CRM that is back is told at once; who doesn't know that waits for the time of each step.
    const auto now =
        std::exchange(all_due_, false) ? Time::max() : std::chrono::system_clock::now();
    auto steps = setup_.outbox->take_due(now);
    for (auto& step : steps) {
      const auto outcome =
          co_await setup_.services.crm.async_resume(std::move(step), {}, asio::use_awaitable);
      tell_all(told("What had to wait", outcome));
    }
    next_round_.expires_after(round);
    co_await next_round_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void Desktop::stop() {
  stopping_ = true;
  next_round_.cancel();
}

}  // namespace agent_desktop
