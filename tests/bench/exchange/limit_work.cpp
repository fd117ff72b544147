#include "exchange/limit_work.hpp"

#include "exchange/limit_scan.hpp"

namespace crmlink::bench {
namespace {

constexpr std::size_t no_value = static_cast<std::size_t>(-1);

void append_escaped(std::string_view text, std::string& out) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '"' && text[i] != '\\' && static_cast<unsigned char>(text[i]) >= 0x20) continue;
    out.append(text, begin, i - begin).append(1, '\\');
    begin = i;
  }
  out.append(text, begin);
}

// The fields of the CRM call, found on the way.
void read_item(LimitScan& scan, std::vector<std::string_view>& fields) {
  const auto one = [&](std::string_view name, std::size_t field) {
    scan.members([&](std::string_view member) {
      if (member == name)
        fields[field] = scan.string();
      else
        scan.skip();
    });
  };
  scan.members([&](std::string_view name) {
    if (name == "id") return void(fields[0] = scan.string());
    if (name == "name") return void(fields[1] = scan.string());
    if (name == "status") return void(fields[6] = scan.string());
    if (name == "owner") return one("email", 5);
    if (name == "phones")
      return scan.elements([&](std::uint32_t index) {
        if (index == 0)
          one("number", 2);
        else
          scan.skip();
      });
    if (name != "company") return scan.skip();
    scan.members([&](std::string_view member) {
      if (member == "name") return void(fields[3] = scan.string());
      if (member == "segment") return void(fields[4] = scan.string());
      scan.skip();
    });
  });
}

void read_account(LimitScan& scan, std::vector<std::string_view>& fields) {
  scan.members([&](std::string_view name) {
    if (name == "meta")
      return scan.members([&](std::string_view member) {
        if (member == "page") return void(fields[7] = scan.string());
        scan.skip();
      });
    if (name != "data") return scan.skip();
    scan.members([&](std::string_view member) {
      if (member != "items") return scan.skip();
      scan.elements([&](std::uint32_t index) {
        if (index == 0)
          read_item(scan, fields);
        else
          scan.skip();
      });
    });
  });
}

}  // namespace

LimitTemplates::LimitTemplates()
    : pieces_({{R"({"phone_number":")", 0, {}},
               {R"(","dnis":")", 1, {}},
               {R"(","call_id":"call-)", 2, {}},
               {R"(","queue":")", 3, {}},
               {" (", 1, {}},
               {R"~()","caller":")~", 4, {}},
               {R"(","source":")", 5, "ivr"},
               {"\"}", no_value, {}}}) {
  for (const auto& fact : call_facts())
    values_.emplace_back(fact.value);
  values_.emplace_back();  // The tag: this call has none.
}

void LimitTemplates::append_body(std::string& out) const {
  for (const auto& piece : pieces_) {
    out += piece.literal;
    if (piece.value == no_value) continue;
    const std::string_view value = values_[piece.value];
    append_escaped(value.empty() ? piece.otherwise : value, out);
  }
}

void LimitReply::read(Work work, std::string_view body) {
  text_.assign(body);
  parameters_.clear();
  fields_.assign(expected_fields().size(), {});
  LimitScan scan(text_.data(), text_.data() + text_.size());
  if (work == Work::crm_call) {
    read_account(scan, fields_);
    return check(work);
  }
  scan.members([&](std::string_view root) {
    if (root != "parameters") return scan.skip();
    scan.members([&](std::string_view name) {
      auto& parameter = parameters_.emplace_back(Parameter{name, {}, false, false});
      scan.members([&](std::string_view member) {
        if (member == "value")
          parameter.value = scan.string();
        else if (member == "displayToAgent")
          parameter.display_to_agent = scan.string() == "true";
        else if (member == "saveToDatabase")
          parameter.save_to_database = scan.string() == "true";
        else
          scan.skip();
      });
    });
  });
  check(work);
}

void LimitReply::check(Work work) const {
  ReplyCheck check;
  if (work == Work::dip)
    for (const auto& parameter : parameters_)
      check.parameter(parameter.name, parameter.value, parameter.display_to_agent,
                      parameter.save_to_database);
  else
    for (const auto field : fields_)
      check.field(field);
  check.end(work);
}

}  // namespace crmlink::bench
