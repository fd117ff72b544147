#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <new>

#include "support/catch.hpp"
#include "unit/text/expand.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

void* count_and_allocate(std::size_t size) {
  ++allocations;
  if (auto* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// Replaces the process' operator new, so this test is an executable of its own.
void* operator new(std::size_t size) {
  return count_and_allocate(size);
}
void* operator new[](std::size_t size) {
  return count_and_allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr Slot all_slots[] = {Slot::plain,  Slot::url_path, Slot::url_query,
                              Slot::header, Slot::json,     Slot::json_text,
                              Slot::form,   Slot::html,     Slot::file_name};

std::size_t allocations_of(const TextTemplate& compiled, const Variables& variables,
                           std::string& out) {
  const auto before = allocations.load();
  const auto result = compiled.expand(variables, out);
  const auto spent = allocations.load() - before;
  CHECK(result.value() == Presence::present);
  return spent;
}

}  // namespace

TEST_CASE("the count of allocations sees one") {
  const auto before = allocations.load();
  std::string text;
  text.reserve(1000);
  CHECK(allocations.load() == before + 1);
}

TEST_CASE("expanding into a warm buffer allocates nothing") {
  Variables variables{{"NAME", "Zo\xC3\xAB \"Kim\" <O'Hara> & a name that is far from short"},
                      {"A", "+12223334444"},
                      {"B", "\xFF\xFE"}};
  variables.set_json("contact", boost::json::parse(R"({"id": 7, "tags": ["a long enough text"]})"));
  std::string out;
  out.reserve(4096);
  for (const auto* text :
       {"{NAME}", "call from {A}, {NAME}{B}{C}", "=DEFAULT_VALUE({C}, {EMAIL}, {NAME})",
        "=CONCAT_OR((a={A}), (c={C}), (n={NAME}))", "=DEFAULT_VALUE({C}, =CONCAT_AND({A}, {B}))",
        "{contact.tags[-1]}"})
    for (const auto slot : all_slots) {
      INFO(text);
      out.clear();
      CHECK(allocations_of(compile(text, slot), variables, out) == 0);
    }
  CHECK(allocations_of(compile("{contact}", Slot::json), variables, out) == 0);
  CHECK(allocations_of(compile("{contact.id}", Slot::json_text), variables, out) == 0);
}

TEST_CASE("copying a template allocates nothing") {
  const auto compiled = compile("call from {A}, {NAME}, whoever that is");
  const auto before = allocations.load();
  const auto copy = compiled;
  CHECK(allocations.load() == before);
  CHECK(copy.source() == compiled.source());
}
