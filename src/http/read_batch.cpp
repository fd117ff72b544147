#include "http/read_batch.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace crmlink::http {
namespace {

// With fewer under way, a trip through the executor's queue costs more than it saves.
constexpr std::size_t worth_while = 8;

}  // namespace

struct ReadBatch::State : std::enable_shared_from_this<State> {
  using Readers = boost::intrusive::list<Reader, boost::intrusive::constant_time_size<false>>;

  State(const Executor& use_executor, std::shared_ptr<Serial> use_serial)
      : executor(use_executor), serial(std::move(use_serial)) {}

  void post() {
    posted = true;
    boost::asio::post(executor, serialized(serial, [state = shared_from_this()] { state->run(); }));
  }

  void run() {
    posted = false;
    while (!readers.empty()) {
      Reader& reader = readers.front();
      readers.pop_front();
      reader.read_now();
    }
  }

  Executor executor;
  std::shared_ptr<Serial> serial;
  Readers readers;
  std::size_t under_way = 0;
  bool posted = false;
};

ReadBatch::ReadBatch(const Executor& executor, std::shared_ptr<Serial> serial)
    : state_(std::make_shared<State>(executor, std::move(serial))) {}

ReadBatch::~ReadBatch() = default;

void ReadBatch::count_begin() noexcept {
  ++state_->under_way;
}
void ReadBatch::count_end() noexcept {
  --state_->under_way;
}

void ReadBatch::add(Reader& reader) {
  if (state_->under_way < worth_while) return reader.read_now();
  state_->readers.push_back(reader);
  if (!state_->posted) state_->post();
}

}  // namespace crmlink::http
