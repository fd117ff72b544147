#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>
#include <vector>

#include "core/completion.hpp"
#include "crm_stand.hpp"
#include "crmlink/crm/crm_session.hpp"

using namespace crmlink;
using namespace crmlink::test;
namespace asio = boost::asio;

namespace {

/// A CRM in memory, asked by any thread: knows nobody, and makes whom it is told to.
class MemoryCrm : public http::Transport {
 public:
  explicit MemoryCrm(asio::io_context& context) : context_(context) {}

  std::size_t created() const noexcept { return created_; }

 protected:
  void start_send(http::Request request, Deadline, SendHandler handler) override {
    const bool creates = request.method == http::Method::post;
    if (creates) ++created_;
    Completion<Result<http::Response>> completion(std::move(handler), context_.get_executor());
    completion.complete(http::Response(200, {}, creates ? R"({"id": 7})" : "{}"));
  }

 private:
  asio::io_context& context_;
  std::atomic<std::size_t> created_ = 0;
};

CrmConfig config() {
  const auto parsed = parse_crm_config(config_with("comment", R"({"method": "POST",
      "url": "https://crm.example/{RECORD_ID}"})"));
  if (!parsed) FAIL(parsed.error().message());
  return *parsed;
}

}  // namespace

TEST_CASE("sessions on several threads do each of their steps once, in order") {
  constexpr std::size_t calls = 60;
  asio::io_context context;
  const auto server = std::make_shared<MemoryCrm>(context);
  const GenericCrm crm(config(), server, CrmServices(context.get_executor()));
  std::atomic<std::size_t> ended = 0;
  std::atomic<std::size_t> failed = 0;
  const auto end = [&ended, &failed](const CrmOutcome& outcome) {
    if (!outcome.succeeded()) ++failed;
    ++ended;
  };
  std::vector<std::thread> threads;
  const auto work = asio::make_work_guard(context);
  for (int n = 0; n < 3; ++n)
    threads.emplace_back([&context] { context.run(); });
  for (std::size_t call = 0; call < calls; ++call) {
    CrmSession session(crm, {{"PHONE_NUMBER", "+1222333" + std::to_string(1000 + call)}});
    session.async_begin({}, end);
    session.async_report(CrmEvent(CrmEventKind::started), {}, end);
    session.set("CALL_DURATION", "00:01");
    session.async_finish({}, {}, end);
  }
  while (ended < 3 * calls)
    std::this_thread::yield();
  context.stop();
  for (auto& thread : threads)
    thread.join();
  CHECK(failed == 0);
  // An account, a record and two comments each.
  CHECK(server->created() == 4 * calls);
}

TEST_CASE("callers on several threads get one account each") {
  constexpr std::size_t callers = 20;
  constexpr std::size_t calls_each = 20;
  asio::io_context context;
  const auto server = std::make_shared<MemoryCrm>(context);
  const GenericCrm crm(config(), server, CrmServices(context.get_executor()));
  std::atomic<std::size_t> ended = 0;
  std::atomic<std::size_t> strange = 0;
  for (std::size_t call = 0; call < callers * calls_each; ++call) {
    const Variables caller{{"PHONE_NUMBER", "+1222333" + std::to_string(1000 + call % callers)}};
    const auto end = [&ended, &strange](const CrmOutcome& outcome) {
      ++ended;
      if (outcome.id != "7") ++strange;
    };
    crm.async_find_or_create_account(caller, {}, end);
  }
  std::vector<std::thread> threads;
  for (int n = 0; n < 3; ++n)
    threads.emplace_back([&context] { context.run(); });
  for (auto& thread : threads)
    thread.join();
  CHECK(ended == callers * calls_each);
  CHECK(strange == 0);
  CHECK(server->created() == callers);
}
