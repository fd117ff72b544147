#include "contact_stand.hpp"
#include "crmlink/contact/contact_condition.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

class Substring : public ContactPattern {
 public:
  explicit Substring(std::string text) : text_(std::move(text)) {}
  bool match(std::string_view text) const override { return text.starts_with(text_); }
  bool search(std::string_view text) const override {
    return text.find(text_) != std::string_view::npos;
  }

 private:
  std::string text_;
};

Result<std::shared_ptr<const ContactPattern>> substrings(std::string_view expression) {
  if (expression == "(") return Errc::invalid_argument;
  return std::shared_ptr<const ContactPattern>(
      std::make_shared<Substring>(std::string(expression)));
}

ContactVerdict verdict(std::string_view text, const Variables& scopes = scopes_of()) {
  ContactConditionFault fault;
  const auto condition = ContactCondition::parse(text, substrings, fault);
  if (!condition) FAIL(fault.problem << " at " << fault.offset);
  ContactConditionWorld world;
  world.now = std::chrono::system_clock::time_point(std::chrono::seconds(1767603600));
  world.random = [] { return 0.5; };
  return condition->evaluate(scopes, world);
}

ContactConditionFault fault_of(std::string_view text, const ContactPatternFactory& by = {}) {
  ContactConditionFault fault;
  INFO(text);
  CHECK_FALSE(ContactCondition::parse(text, by, fault));
  CHECK_FALSE(fault.problem.empty());
  return fault;
}

}  // namespace

TEST_CASE("a condition reads the conversation by attribute, by getter and by index") {
  CHECK(verdict("contact.source.startswith('+1')").holds);
  CHECK(verdict("contact.get_source() == contact['source']").holds);
  CHECK(verdict("event.name in ('Received', 'Queued') and 'en' in contact.skills").holds);
  CHECK(verdict("3 < contact.priority <= 5").holds);
  CHECK(verdict("contact.agent is None and not contact.language").holds);
  CHECK_FALSE(verdict("contact.priority > 5").holds);
}

TEST_CASE("what can't be evaluated doesn't hold, and says why without the caller's data") {
  const auto result = verdict("contact.source < 5");
  CHECK_FALSE(result.holds);
  CHECK(result.problem == "str < int can't be compared at byte 8");
  CHECK(verdict("contact.agent.id == '1'").problem.find(".id doesn't go with NoneType") == 0);
  CHECK_FALSE(verdict("1 / 0 == 1").holds);
  CHECK_FALSE(verdict("9223372036854775807 + 1 > 0").holds);
}

TEST_CASE("conditions know the time, chance and patterns") {
  CHECK(verdict("datetime.now().hour == 9 and datetime.datetime.now().weekday() == 0").holds);
  CHECK(verdict("time.time() == 1767603600.0").holds);
  CHECK(verdict("random.random() == 0.5 and random.randrange(10) == 5").holds);
  CHECK(verdict("random.randrange(1, 7, 2)").value == "3");
  CHECK(verdict("re.match('+1', contact.source)").holds);
  CHECK(verdict("re.search(r'444', contact.source) is not None").holds);
  CHECK_FALSE(verdict("re.match('444', contact.source)").holds);
}

TEST_CASE("the age of a conversation is in whole seconds") {
  for (const auto* const created : {"\"2026-01-05T08:59:00Z\"", "\"2026-01-05T09:59:00.5+01:00\"",
                                    "1767603540", "\"2026-01-05 08:59\""}) {
    INFO(created);
    const auto scopes = scopes_of(R"({"created": )" + std::string(created) + "}");
    CHECK(verdict("contact.get_seconds_since_created()", scopes).value == "60");
  }
  CHECK_FALSE(verdict("contact.get_seconds_since_created() > 0").problem.empty());
}

TEST_CASE("letters of any script change their case as Python's do") {
  CHECK(verdict("'M\u00DCLLER'.lower() == 'm\u00FCller'").holds);
  CHECK(verdict("'stra\u00DFe'.upper() == 'STRASSE'").holds);
  CHECK(verdict("'\u03A3\u0391\u03A3'.lower() == '\u03C3\u03B1\u03C2'").holds);
  CHECK(verdict("'\u0130'.lower() == 'i\u0307' and '\uFB03'.upper() == 'FFI'").holds);
  CHECK(verdict("'\u00A0\u2003x\u3000'.strip() == 'x' and int('\u0663\uFF11') == 31").holds);
}

TEST_CASE("integers beyond 53 bits keep every bit") {
  CHECK(verdict("9007199254740993 / 3 == 3002399751580331.0").holds);
  CHECK(verdict("18014398509481987 / 2").value == "9007199254740994.0");
  CHECK(verdict("9007199254740993 > 9007199254740992.0").holds);
  CHECK(verdict("9223372036854775807 < 9223372036854775808.0").holds);
  CHECK(verdict("1152921504606846978 % -8").value == "-6");
  CHECK(verdict("-9223372036854775807 // 2").value == "-4611686018427387904");
}

TEST_CASE("numbers are read out of texts as Python reads them") {
  CHECK(verdict("float('0." + std::string(400, '0') + "1') == 0").holds);
  CHECK(verdict("float('1" + std::string(400, '0') + "e-400') == 1").holds);
  CHECK(verdict("float('1" + std::string(400, '0') + "')").value == "inf");
  CHECK_FALSE(verdict("int('\\x1c5')").problem.empty());
  CHECK_FALSE(verdict("int('" + std::string(4301, '0') + "')").problem.empty());
}

TEST_CASE("what the subset doesn't know is refused with its position") {
  const std::pair<const char*, std::size_t> refused[] = {{"2 ** 3", 2},
                                                         {"1 | 2", 2},
                                                         {"~1", 0},
                                                         {"lambda: 1", 0},
                                                         {"[x for x in (1, 2)]", 1},
                                                         {"[1 for x in (1, 2)]", 3},
                                                         {"{1: 2}", 0},
                                                         {"contact.source[1:2]", 16},
                                                         {"f'{contact}'", 0},
                                                         {"b'a'", 0},
                                                         {"'a' % 1", 4},
                                                         {"open('x')", 0},
                                                         {"__import__('os')", 0},
                                                         {"contact.__class__", 8},
                                                         {"contact.source.format(1)", 15},
                                                         {"contact.source.lower", 15},
                                                         {"contact.sorce", 8},
                                                         {"event.kind", 6},
                                                         {"len", 0},
                                                         {"re.sub('a', 'b', 'c')", 0},
                                                         {"contact.source()", 14},
                                                         {"1 is 1", 2},
                                                         {"a := 1", 0},
                                                         {"1 +", 3},
                                                         {"(1", 2},
                                                         {"'a", 0},
                                                         {"99999999999999999999", 0},
                                                         {"1j", 0},
                                                         {"1 if 2", 6},
                                                         {"1 2", 2},
                                                         {"1 = 1", 2},
                                                         {"1 + not 2", 4},
                                                         {"contact.source.strip('a', 'b')", 20},
                                                         {"re.match('a', contact.source)", 0}};
  for (const auto& [text, offset] : refused) {
    INFO(text);
    CHECK(fault_of(text).offset == offset);
  }
  CHECK(fault_of("contact.sorce").nearest == "source");
  CHECK(fault_of("re.match('a', 'a')").problem.find("engine") != std::string::npos);
  CHECK(fault_of("re.match('(', 'a')", substrings).offset == 9);
  CHECK(fault_of("re.match(contact.source, 'a')", substrings).offset == 17);
}

TEST_CASE("nothing a condition says makes it deep, long or large") {
  CHECK(fault_of(std::string(1000, '(') + "1" + std::string(1000, ')')).problem.find("deep") !=
        std::string::npos);
  std::string sum = "1";
  std::string either = "contact.priority == 1";
  for (int i = 0; i < 200; ++i) {
    sum += "+1";
    either += " or contact.priority == 1";
  }
  CHECK(fault_of(sum).problem.find("deep") != std::string::npos);
  CHECK_FALSE(verdict(either).holds);
  CHECK(fault_of(std::string(9000, ' ') + "1").problem.find("8 KiB") != std::string::npos);
  CHECK(verdict("'abcdefgh' * 100000 * 100000").problem.find("64 KiB") != std::string::npos);
  CHECK(verdict("[[[1] * 1000] * 1000] * 1000 == [[[1] * 1000] * 1000] * 1000")
            .problem.find("steps") != std::string::npos);
  CHECK(verdict("('a' * 60000).replace('', 'bbb')").problem.find("64 KiB") != std::string::npos);
}
