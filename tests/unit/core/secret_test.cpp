#include "crmlink/core/secret.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "core/secret_file.hpp"
#include "core/wipe.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace {

using crmlink::Condition;
using crmlink::Errc;
using crmlink::Error;
using crmlink::ErrorInfo;
using crmlink::Result;
using crmlink::Secret;
using crmlink::SecretText;
using crmlink::test::TempFolder;

constexpr const char* variable = "CRMLINK_TEST_SECRET";

std::string revealed(const Secret& secret) {
  return std::string(secret.resolve().value().reveal());
}

std::string reason(const Secret& secret) {
  const auto text = secret.resolve();
  REQUIRE_FALSE(text);
  CHECK(text.error() == Errc::secret_unavailable);
  return std::string(text.error().detail());
}

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

}  // namespace

static_assert(!std::is_copy_constructible_v<SecretText>);
static_assert(!std::is_copy_assignable_v<SecretText>);
static_assert(!Streamable<SecretText> && !Streamable<Secret>);

TEST_CASE("wiping a string overwrites its storage, the part behind its end included") {
  const auto length = GENERATE(std::size_t{5}, std::size_t{200});  // in place, on the heap
  std::string text(length, 's');
  const char* storage = text.data();
  text.resize(1);
  crmlink::wipe(text);
  CHECK(text.empty());
  for (std::size_t i = 0; i < length; ++i)
    REQUIRE(storage[i] == '\0');
}

TEST_CASE("a secret text takes over its argument and leaves nothing behind") {
  std::string source = "short";
  const char* storage = source.data();
  const SecretText text(std::move(source));
  CHECK(text.reveal() == "short");
  CHECK(std::string(storage, 5) == std::string(5, '\0'));
}

TEST_CASE("a moved secret text leaves nothing behind") {
  SecretText first(std::string("short"));
  const char* storage = first.reveal().data();
  const SecretText second(std::move(first));
  CHECK(second.reveal() == "short");
  CHECK(std::string(storage, 5) == std::string(5, '\0'));
}

TEST_CASE("an assigned secret text wipes what it held and what it took") {
  SecretText target(std::string("old-one"));
  SecretText source(std::string("new"));
  const char* storage = source.reveal().data();
  target = std::move(source);
  CHECK(target.reveal() == "new");
  CHECK(std::string(storage, 3) == std::string(3, '\0'));
  // The tail of the longer text that stood there is gone as well.
  CHECK(std::string(target.reveal().data(), 7) == std::string("new\0\0\0\0", 7));
}

TEST_CASE("no secret resolves to a failure") {
  CHECK_FALSE(Secret());
  CHECK(Secret().describe() == "none");
  CHECK(reason(Secret()) == "no source");
}

TEST_CASE("a literal secret resolves to its text and doesn't describe it") {
  const Secret secret = Secret::literal("planted-4711");
  CHECK(secret);
  CHECK(revealed(secret) == "planted-4711");
  CHECK(secret.describe() == "literal");
  CHECK(reason(Secret::literal("")) == "literal: empty");
}

TEST_CASE("a secret from the environment is read when it is used") {
  const Secret secret = Secret::environment(variable);
  ::unsetenv(variable);
  CHECK(reason(secret) == "environment variable CRMLINK_TEST_SECRET: not set");
  ::setenv(variable, "first", 1);
  CHECK(revealed(secret) == "first");
  ::setenv(variable, "second", 1);
  CHECK(revealed(secret) == "second");
  ::setenv(variable, "", 1);
  CHECK(reason(secret) == "environment variable CRMLINK_TEST_SECRET: empty");
  ::unsetenv(variable);
}

TEST_CASE("a secret from a file is read when it is used, without white space at its end") {
  const TempFolder folder;
  const std::string path = folder.write("token", "first\r\n \t\n");
  const Secret secret = Secret::file(path);
  CHECK(secret.describe() == "file " + path);
  CHECK(revealed(secret) == "first");
  folder.write("token", "  second one\n");
  CHECK(revealed(secret) == "  second one");
}

TEST_CASE("a file secret of exactly the limit is read, one byte more is refused") {
  const TempFolder folder;
  const std::string whole(crmlink::max_secret_file_size, 'x');
  const Secret secret = Secret::file(folder.write("token", whole));
  CHECK(revealed(secret) == whole);
  folder.write("token", whole + "x");
  CHECK_THAT(reason(secret), Catch::Matchers::EndsWith("larger than 64 KiB"));
}

TEST_CASE("file secrets of sizes around the usual buffer are read whole") {
  const TempFolder folder;
  const auto size = GENERATE(std::size_t{4095}, std::size_t{4096}, std::size_t{4097});
  const std::string whole(size, 'x');
  CHECK(revealed(Secret::file(folder.write("token", whole))) == whole);
}

TEST_CASE("a file secret that can't be had says why") {
  const TempFolder folder;
  CHECK_THAT(reason(Secret::file(folder.path("absent"))),
             Catch::Matchers::EndsWith("absent: No such file or directory"));
  CHECK_THAT(reason(Secret::file(folder.path(""))),
             Catch::Matchers::EndsWith(": not a regular file"));
  CHECK_THAT(reason(Secret::file(folder.write("blank", " \n"))),
             Catch::Matchers::EndsWith("blank: empty"));
}

TEST_CASE("a secret from the host is asked for each time") {
  int calls = 0;
  const Secret secret = Secret::callback(
      "vault", [&calls]() -> Result<std::string> { return "text-" + std::to_string(++calls); });
  CHECK(secret.describe() == "callback vault");
  CHECK(revealed(secret) == "text-1");
  CHECK(revealed(secret) == "text-2");
}

TEST_CASE("a host's callback that fails, throws or is none gives a failure with its name") {
  const Secret failing = Secret::callback("vault", []() -> Result<std::string> {
    ErrorInfo info(Errc::wait_timeout);
    info.detail = "sealed";
    return Error(info);
  });
  CHECK_THAT(reason(failing), Catch::Matchers::StartsWith("callback vault: ") &&
                                  Catch::Matchers::EndsWith(": sealed"));
  const Secret throwing = Secret::callback(
      "vault", []() -> Result<std::string> { throw std::runtime_error("planted-4711"); });
  CHECK(reason(throwing) == "callback vault: it threw an exception");
  CHECK(reason(Secret::callback("vault", nullptr)) == "callback vault: no function");
}
