#include <array>

#include "customer_directory.hpp"
#include "random.hpp"

namespace crm_service {
namespace {

struct People {
  std::string_view language;
  std::array<std::string_view, 6> first_names;
  std::array<std::string_view, 6> last_names;
};

constexpr std::array<People, 6> peoples{{
    {"en",
     {"Olivia", "James", "Amelia", "Noah", "Grace", "Siobhán"},
     {"Smith", "Johnson", "O'Brien", "Taylor", "Nguyen-Clarke", "Walker"}},
    {"es",
     {"Lucía", "Mateo", "Sofía", "Hugo", "Martín", "Inés"},
     {"García", "Muñoz", "Fernández", "Ibáñez", "Castro", "Peña"}},
    {"fr",
     {"Zoé", "Léo", "Chloé", "François", "Maëlle", "Jules"},
     {"Martin", "Lefèvre", "Dubois", "Moreau", "Gauthier", "Côté"}},
    {"de",
     {"Jürgen", "Anna", "Lukas", "Käthe", "Jonas", "Sören"},
     {"Müller", "Schäfer", "Weiß", "Köhler", "Becker", "Vogel"}},
    {"pt",
     {"João", "Beatriz", "Conceição", "Tiago", "Inês", "Rui"},
     {"Silva", "Gonçalves", "Araújo", "Costa", "Simões", "Lopes"}},
    {"ja",
     {"美咲", "蓮", "陽菜", "樹", "結衣", "大翔"},
     {"佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤"}},
}};

// Half of the customers speak English.
constexpr std::array<std::size_t, 12> spoken{0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5};
constexpr std::array<std::string_view, 10> tiers{"standard", "standard", "standard", "standard",
                                                 "standard", "silver",   "silver",   "gold",
                                                 "gold",     "vip"};

std::string padded(std::size_t number, std::size_t digits) {
  auto text = std::to_string(number);
  return std::string(digits - text.size(), '0') + text;
}

// Numbers that are set aside for fiction: 555-0100 to 555-0199 in every area code of North America,
// 07700 900000 to 900999 in the United Kingdom.
std::vector<std::string> fictional_numbers() {
  constexpr std::array<std::string_view, 40> area_codes{
      "201", "202", "206", "212", "213", "214", "215", "216", "267", "301",
      "302", "303", "305", "312", "313", "314", "404", "406", "408", "412",
      "414", "415", "416", "418", "502", "503", "504", "512", "514", "602",
      "604", "612", "613", "615", "617", "619", "702", "713", "801", "808"};
  std::vector<std::string> numbers;
  for (const auto area_code : area_codes)
    for (std::size_t i = 100; i < 200; ++i)
      numbers.push_back("+1" + std::string(area_code) + "555" + padded(i, 4));
  for (std::size_t i = 0; i < 1000; ++i)
    numbers.push_back("+447700900" + padded(i, 3));
  return numbers;
}

Customer make_customer(std::size_t number, std::string phone, Random& random) {
  const auto& people = peoples[random.pick(spoken)];
  Customer customer;
  customer.customer_id = "C-" + padded(number + 1, 5);
  customer.first_name = random.pick(people.first_names);
  customer.last_name = random.pick(people.last_names);
  customer.phone = std::move(phone);
  // 7919 is prime to 900000: each account number appears once.
  customer.account_number = padded(100'000 + number * 7919 % 900'000, 6);
  customer.tier = random.pick(tiers);
  customer.language = people.language;
  customer.open_tickets = std::to_string(random.chance(70) ? 0 : 1 + random.below(4));
  return customer;
}

}  // namespace

Population generate_population(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  auto numbers = fictional_numbers();
  random.shuffle(numbers);
  Population population;
  for (std::size_t i = 0; i < count && i < most_customers; ++i) {
    population.customers.push_back(make_customer(i, std::move(numbers.back()), random));
    numbers.pop_back();
  }
  population.strangers = std::move(numbers);
  return population;
}

}  // namespace crm_service
