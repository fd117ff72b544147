#pragma once

#include <string>

#include "crmlink/core/error.hpp"
#include "crmlink/core/phase.hpp"
#include "support/catch.hpp"

// How failed assertions show what they compared.
namespace Catch {

template <>
struct StringMaker<crmlink::Errc> {
  static std::string convert(crmlink::Errc code) {
    return crmlink::make_error_code(code).message();
  }
};

template <>
struct StringMaker<crmlink::Phase> {
  static std::string convert(crmlink::Phase phase) { return std::string(to_string(phase)); }
};

template <>
struct StringMaker<crmlink::Delivery> {
  static std::string convert(crmlink::Delivery delivery) {
    return std::string(to_string(delivery));
  }
};

}  // namespace Catch
