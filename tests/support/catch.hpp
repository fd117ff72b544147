#pragma once

// Catch2 under one name: version 3 where it is installed, else version 2.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

#include "crmlink/core/result.hpp"

// Boost's result claims to be streamable whatever it holds, which doesn't compile for a secret.
template <>
struct Catch::StringMaker<crmlink::Error> {
  static std::string convert(const crmlink::Error& error) { return error.message(); }
};
template <class T>
struct Catch::StringMaker<crmlink::Result<T>> {
  static std::string convert(const crmlink::Result<T>& result) {
    return result.has_error() ? "error: " + result.error().message() : "a value";
  }
};
