#ifndef CRMLINK_TEST_MAIN_FROM_CATCH2
#define CATCH_CONFIG_MAIN
#endif
#include "support/catch.hpp"
