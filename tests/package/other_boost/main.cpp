#include <crmlink/core/export.hpp>

int main() {}
