#include "http/exchange_buffers.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/held_memory.hpp"

using namespace crmlink::http;
using crmlink::test::held_memory;

namespace {

void use_at_once(BufferShelf& shelf, std::size_t count) {
  std::vector<std::unique_ptr<ExchangeBuffers>> lent;
  for (std::size_t i = 0; i < count; ++i)
    lent.push_back(shelf.lend());
  for (auto& buffers : lent)
    shelf.take_back(std::move(buffers));
}

}  // namespace

TEST_CASE("buffers of a peak are given up when nobody needed them since") {
  constexpr std::size_t peak = 20;
  BufferShelf shelf;
  use_at_once(shelf, peak);
  shelf.trim();
  const auto after_peak = held_memory();
  use_at_once(shelf, peak);
  CHECK(held_memory() == after_peak);

  shelf.trim();
  CHECK(held_memory() == after_peak);
  use_at_once(shelf, 2);
  shelf.trim();
  const auto given_up = after_peak - held_memory();
  CHECK(given_up >= (peak - 2) * ExchangeBuffers::first_size);
  CHECK(given_up < peak * ExchangeBuffers::first_size * 2);
  const auto calm = held_memory();
  use_at_once(shelf, 2);
  CHECK(held_memory() == calm);
}
