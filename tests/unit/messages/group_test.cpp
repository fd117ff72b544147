// Messages that belong together.

#include "crmlink/messages/message_group.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

Message said(std::string session, std::string customer_session, std::optional<std::int64_t> ts) {
  Message message;
  message.session_id = std::move(session);
  message.customer_session_id = std::move(customer_session);
  message.ts = ts;
  return message;
}

using Members = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a customer session spans segments; its messages stand in order of time") {
  const std::vector<Message> list{said("12.1", "-7.1", 30), said("13.1", "-8.1", 5),
                                  said("12.2", "-7.1", 10), said("12.2", "-7.1", std::nullopt),
                                  said("12.1", "-7.1", 10)};
  const auto groups = group_by_customer_session(list);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "-7.1");
  CHECK(groups[0].members == Members{2, 4, 0, 3});
  CHECK(groups[1].id == "-8.1");
  CHECK(groups[1].members == Members{1});
}

TEST_CASE("segments of the same number in different conversations are different") {
  const std::vector<Message> list{said("12.5", "a.1", 1), said("13.5", "a.1", 2),
                                  said("12.5", "a.1", 0)};
  const auto groups = group_by_segment(list);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "12.5");
  CHECK(groups[0].members == Members{2, 0});
  CHECK(groups[1].id == "13.5");
}

TEST_CASE("nothing has no groups") {
  CHECK(group_by_segment({}).empty());
}
