#pragma once
// Stands for a Boost that crmlink wasn't built with.
#define BOOST_VERSION 999900
