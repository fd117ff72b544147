#include <crmlink/core/version.hpp>

#include <iostream>

int main() {
  std::cout << "crmlink " << crmlink::version() << '\n';
}
