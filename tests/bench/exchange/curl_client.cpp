// libcurl's multi interface on epoll, as its documentation recommends for many transfers: easy
// handles used again, connections kept by the multi handle.

#include <curl/curl.h>
#include <sys/epoll.h>

#include <array>
#include <deque>
#include <utility>
#include <vector>

#include "exchange/bench_client.hpp"
#include "exchange/usual_work.hpp"
#include "testing/socket.hpp"

namespace crmlink::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Transfer {
  CURL* easy = nullptr;
  std::size_t slot = 0;
  std::string request;
  std::string reply;
};

std::size_t append_reply(char* data, std::size_t size, std::size_t count, void* reply) {
  static_cast<std::string*>(reply)->append(data, size * count);
  return size * count;
}

class CurlClient : public BenchClient {
 public:
  CurlClient(const Setup& setup, Listener& listener)
      : BenchClient(listener), setup_(setup), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    const auto connections = static_cast<long>(setup.connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlClient::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlClient::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    const auto authorization = "Authorization: Bearer " + std::string(bearer);
    fields_ = curl_slist_append(nullptr, authorization.c_str());
    if (setup.work == Work::dip)
      fields_ = curl_slist_append(fields_, "Content-Type: application/json");
  }

  ~CurlClient() override {
    for (const auto& transfer : transfers_) {
      curl_multi_remove_handle(multi_, transfer->easy);
      curl_easy_cleanup(transfer->easy);
    }
    curl_multi_cleanup(multi_);
    curl_slist_free_all(fields_);
  }

  void start(std::size_t slot) override {
    auto& transfer = idle_.empty() ? make_transfer() : *idle_.back();
    if (!idle_.empty()) idle_.pop_back();
    transfer.slot = slot;
    transfer.reply.clear();
    if (setup_.work == Work::dip) {
      transfer.request = usual_body(variables_);
      curl_easy_setopt(transfer.easy, CURLOPT_POSTFIELDSIZE,
                       static_cast<long>(transfer.request.size()));
      curl_easy_setopt(transfer.easy, CURLOPT_POSTFIELDS, transfer.request.c_str());
    }
    curl_multi_add_handle(multi_, transfer.easy);
  }

  void run() override {
    while (!stopped_)
      step(wait_limit());
    stopped_ = false;
  }
  void run_until(TimePoint when) override {
    while (!stopped_ && steady_clock::now() < when)
      step(0);
    stopped_ = false;
  }
  void stop() override { stopped_ = true; }

 private:
  Transfer& make_transfer() {
    auto& transfer = *transfers_.emplace_back(std::make_unique<Transfer>());
    CURL* const easy = transfer.easy = curl_easy_init();
    const auto url = (setup_.tls ? "https://" : "http://") + setup_.authority() + setup_.target();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "curl");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields_);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(setup_.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &append_reply);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer.reply);
    if (setup_.tls) trust(easy);
    return transfer;
  }

  void trust(CURL* easy) {
    curl_blob root{setup_.root.data(), setup_.root.size(), CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &root);
  }

  void step(int timeout) {
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(epoll_.get(), events.data(), events.size(), timeout);
    int running = 0;
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                       ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0);
      curl_multi_socket_action(multi_, event.data.fd, what, &running);
    }
    if (timer_ <= steady_clock::now()) {
      timer_ = TimePoint::max();
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    end_transfers();
  }

  int wait_limit() const {
    if (timer_ == TimePoint::max()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(timer_ - steady_clock::now()).count();
    return left < 0 ? 0 : static_cast<int>(left);
  }

  void end_transfers() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto result = message->data.result;
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      curl_multi_remove_handle(multi_, transfer->easy);
      end_transfer(*transfer, result);
    }
  }

  void end_transfer(Transfer& transfer, CURLcode result) {
    idle_.push_back(&transfer);
    if (result == CURLE_OPERATION_TIMEDOUT) return finish(transfer.slot, Ending::timed_out);
    long status = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK || status != 200)
      give_up(std::string("curl: ") + curl_easy_strerror(result));
    usual_reply(setup_.work, transfer.reply);
    finish(transfer.slot);
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* data, void* known) {
    auto* const self = static_cast<CurlClient*>(data);
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(self->epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
      return 0;
    }
    epoll_event event{};
    event.events = ((what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U) |
                   ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
    event.data.fd = socket;
    epoll_ctl(self->epoll_.get(), known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    curl_multi_assign(self->multi_, socket, self);
    return 0;
  }

  static int on_timer(CURLM*, long limit, void* data) {
    auto* const self = static_cast<CurlClient*>(data);
    self->timer_ = limit < 0 ? TimePoint::max() : steady_clock::now() + milliseconds(limit);
    return 0;
  }

  Setup setup_;
  testing::Descriptor epoll_;
  CURLM* multi_ = curl_multi_init();
  curl_slist* fields_ = nullptr;
  TimePoint timer_ = TimePoint::max();
  bool stopped_ = false;
  UsualVariables variables_ = usual_variables();
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
};

}  // namespace

std::unique_ptr<BenchClient> make_curl_client(const Setup& setup, Listener& listener) {
  return std::make_unique<CurlClient>(setup, listener);
}

}  // namespace crmlink::bench
