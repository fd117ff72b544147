#include <crmlink/crmlink.hpp>
#include <crmlink/phone/all_phone_numbers.hpp>
#include <iostream>

using namespace crmlink;

int main() {
  const auto numbers = make_all_phone_numbers("DE");
  if (!numbers) return 1;
  const auto pattern = (*numbers)->format("030 1234567", PhoneFormat::automatic, PhoneUse::search);
  std::cout << pattern << '\n';
  return pattern == "*30*1234567" && (*numbers)->same_number("030 1234567", "+49301234567") ? 0 : 1;
}
