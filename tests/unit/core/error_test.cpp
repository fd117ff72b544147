#include "crmlink/core/error.hpp"

#include <boost/system/errc.hpp>
#include <string>
#include <utility>

#include "crmlink/core/result.hpp"
#include "support/catch.hpp"

namespace {

using crmlink::Complaint;
using crmlink::Condition;
using crmlink::Delivery;
using crmlink::Errc;
using crmlink::Error;
using crmlink::ErrorInfo;
using crmlink::Phase;
using crmlink::Result;

constexpr int first_code = 1;
constexpr int last_code = static_cast<int>(Errc::token_unavailable);

Error certificate_error() {
  ErrorInfo info(Errc::certificate_rejected);
  info.where = "customer-lookup: POST https://crm.example/api";
  info.detail = R"(it is for "other.example", not "crm.example")";
  info.server_text = "server says 4711";
  return info;
}

Complaint complaint(std::string pointer, std::string problem) {
  Complaint out;
  out.document = "customer-lookup";
  out.pointer = std::move(pointer);
  out.problem = std::move(problem);
  return out;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // as in Boost's own base class
/// A category as another copy of the library would make it.
class OtherCopy final : public boost::system::error_category {
 public:
  OtherCopy() noexcept : boost::system::error_category(0x8C5AD1F2B6E34771U) {}
  const char* name() const noexcept override { return "crmlink"; }
  std::string message(int) const override { return "other"; }
};
#pragma GCC diagnostic pop

}  // namespace

TEST_CASE("a default-constructed error means none") {
  const Error error;
  CHECK_FALSE(error);
  CHECK_FALSE(error.code());
  CHECK(error.where().empty());
  CHECK(error.complaints().empty());
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.message() == "no error");
  CHECK_FALSE(error.within("outer"));
}

TEST_CASE("an error keeps everything it was made of") {
  ErrorInfo info(Errc::receive_timeout);
  info.where = "here";
  info.detail = "detail";
  info.http_status = 200;
  info.attempts = 2;
  info.phase = Phase::receive;
  info.elapsed.add(Phase::receive, std::chrono::milliseconds(7));
  info.delivery = Delivery::answered;
  const Error error = info;

  CHECK(error);
  CHECK(error == Errc::receive_timeout);
  CHECK(error.where() == "here");
  CHECK(error.detail() == "detail");
  CHECK(error.http_status() == 200);
  CHECK(error.attempts() == 2);
  CHECK(error.phase() == Phase::receive);
  CHECK(error.elapsed()[Phase::receive] == std::chrono::milliseconds(7));
  CHECK(error.elapsed().total() == std::chrono::milliseconds(7));
  CHECK(error.delivery() == Delivery::answered);
}

TEST_CASE("an error's line says where, what and the detail, but not what the server said") {
  CHECK(certificate_error().message() ==
        "customer-lookup: POST https://crm.example/api: TLS: certificate rejected: "
        R"(it is for "other.example", not "crm.example")");
}

TEST_CASE("an error's line names the HTTP status") {
  ErrorInfo info(Errc::http_status);
  info.http_status = 503;
  CHECK(Error(info).message() == "HTTP status 503");
}

TEST_CASE("no text can break an error's line") {
  ErrorInfo info(Errc::invalid_value);
  info.where = "a\r\nb";
  info.detail =
      "c\x1b[31m\x80"
      "d";
  CHECK(Error(info).message() == "a  b: a value can't stand in its place: c?[31m?d");
}

TEST_CASE("an error about a configuration gives one line per complaint") {
  ErrorInfo info(Errc::invalid_configuration);
  info.complaints = {complaint("/a", "wrong"), complaint("/b", "worse")};
  const Error error = info;
  CHECK(error.message() == "customer-lookup: /a: wrong\ncustomer-lookup: /b: worse");
  CHECK(error.within("dip.json").message() ==
        "dip.json: customer-lookup: /a: wrong\ndip.json: customer-lookup: /b: worse");
  CHECK(error.within("customer-lookup").message() == error.message());
  CHECK(error.complaints().size() == 2);
}

TEST_CASE("the server's text is cut to 200 bytes without cutting a character") {
  ErrorInfo info(Errc::invalid_response);
  info.server_text = std::string(199, 'x') + "\u00e9 and more";
  CHECK(Error(info).server_text() == std::string(199, 'x'));
  info.server_text = std::string(198, 'x') + "\u00e9 and more";
  CHECK(Error(info).server_text() == std::string(198, 'x') + "\u00e9");
}

TEST_CASE("the server's text is rid of control characters and of what isn't UTF-8") {
  ErrorInfo info(Errc::invalid_response);
  info.server_text = std::string("a\nb\tc\0d\x7f", 8) + "e\xff\xc0\xaf\u0085 \u00e9";
  CHECK(Error(info).server_text() ==
        "a b c?d?e????"
        " \u00e9");
}

TEST_CASE("within puts what was being done outside before the place") {
  const Error inner = ErrorInfo(Errc::cancelled);
  CHECK(inner.within("outer").where() == "outer");
  CHECK(inner.within("outer").within("most").where() == "most: outer");
  CHECK(inner.where().empty());
}

TEST_CASE("every code has a text of its own and belongs to a condition or to none on purpose") {
  for (int value = first_code; value <= last_code; ++value) {
    const auto code = make_error_code(static_cast<Errc>(value));
    INFO(value << ' ' << code.message());
    CHECK(code.failed());
    CHECK(code.message() != "unknown error");
    for (int other = value + 1; other <= last_code; ++other)
      CHECK(code.message() != make_error_code(static_cast<Errc>(other)).message());
  }
}

TEST_CASE("a time-out in any phase is a timeout and a transport failure, a cancellation neither") {
  for (const Errc code :
       {Errc::queue_timeout, Errc::resolve_timeout, Errc::connect_timeout, Errc::tls_timeout,
        Errc::send_timeout, Errc::wait_timeout, Errc::receive_timeout}) {
    INFO(make_error_code(code).message());
    CHECK(Error(code).is(Condition::timeout));
    CHECK(Error(code).is(Condition::transport));
    CHECK_FALSE(Error(code).is(Condition::cancelled));
    CHECK(make_error_code(code) == boost::system::errc::timed_out);
  }
  CHECK(Error(Errc::cancelled).is(Condition::cancelled));
  CHECK_FALSE(Error(Errc::cancelled).is(Condition::timeout));
  CHECK_FALSE(Error(Errc::cancelled).is(Condition::transport));
  CHECK(make_error_code(Errc::cancelled) == boost::system::errc::operation_canceled);
}

TEST_CASE("conditions name the kind of failure") {
  CHECK(Error(Errc::tls_timeout).is(Condition::tls));
  CHECK(Error(Errc::certificate_rejected).is(Condition::tls));
  CHECK(Error(Errc::queue_full).is(Condition::overload));
  CHECK_FALSE(Error(Errc::queue_full).is(Condition::transport));
  CHECK(Error(Errc::secret_unavailable).is(Condition::configuration));
  CHECK(Error(Errc::destination_refused).is(Condition::configuration));
  CHECK_FALSE(Error(Errc::destination_refused).is(Condition::transport));
  CHECK(Error(Errc::proxy_refused).is(Condition::transport));
  CHECK_FALSE(Error(Errc::proxy_refused).is(Condition::response));
  CHECK(Error(Errc::body_too_large).is(Condition::response));
  CHECK(Error(Errc::body_too_large).is(Condition::transport));
  CHECK(Error(Errc::http_status).is(Condition::response));
  CHECK_FALSE(Error(Errc::http_status).is(Condition::transport));
  CHECK(Error(Errc::too_many_redirects).is(Condition::response));
  CHECK(Error(Errc::redirect_refused).is(Condition::response));
  CHECK_FALSE(Error(Errc::redirect_refused).is(Condition::transport));
  CHECK(Error(Errc::token_unavailable).is(Condition::response));
  CHECK_FALSE(Error().is(Condition::response));
}

TEST_CASE("a code of another category holds for none of our conditions") {
  const boost::system::error_code foreign(1, boost::system::generic_category());
  CHECK_FALSE(foreign == make_error_condition(Condition::cancelled));
}

TEST_CASE("two copies of the library agree on their codes") {
  const OtherCopy other;
  CHECK(other == crmlink::error_category());
  CHECK(boost::system::error_code(1, other) == make_error_code(Errc::cancelled));
  CHECK(boost::system::error_code(1, other) == make_error_condition(Condition::cancelled));
}

TEST_CASE("our codes work as std::error_code too") {
  const std::error_code code = make_error_code(Errc::wait_timeout);
  CHECK(code == std::errc::timed_out);
}

TEST_CASE("a function returns a bare code as its failure") {
  const auto fail = []() -> Result<int> { return Errc::invalid_path; };
  const auto fail_void = []() -> Result<> { return Errc::invalid_path; };
  CHECK(fail().error() == Errc::invalid_path);
  CHECK(fail_void().error() == Errc::invalid_path);
  CHECK_FALSE(Result<int>(3).error());
}

TEST_CASE("the value of a failed result throws an exception that holds the error") {
  const Result<int> result = certificate_error();
  try {
    static_cast<void>(result.value());
    FAIL("value() returned");
  } catch (const crmlink::Exception& exception) {
    CHECK(exception.error().where() == result.error().where());
    CHECK(exception.code() == make_error_code(Errc::certificate_rejected));
    CHECK(exception.what() == result.error().message());
  }
}

TEST_CASE("a code's name is its enumerator, and every code has one") {
  CHECK(to_string(Errc::cancelled) == "cancelled");
  CHECK(to_string(Errc::redirect_refused) == "redirect_refused");
  for (int code = 1; code <= static_cast<int>(Errc::redirect_refused); ++code)
    CHECK(to_string(static_cast<Errc>(code)) != "unknown");
  CHECK(to_string(static_cast<Errc>(9999)) == "unknown");
}
