#pragma once

#include <string>

#include "crmlink/core/error.hpp"
#include "crmlink/core/phase.hpp"
#include "crmlink/core/result.hpp"
#include "support/catch.hpp"

// How failed assertions show what they compared.
namespace Catch {

template <>
struct StringMaker<crmlink::Error> {
  static std::string convert(const crmlink::Error& error) {
    return error ? error.code().message() + " <" + error.message() + '>' : "no error";
  }
};

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

/// Boost's own operator<< of a result takes part for any value, and then doesn't compile.
template <class T>
struct StringMaker<boost::system::result<T, crmlink::Error>> {
  static std::string convert(const crmlink::Result<T>& result) {
    return result ? "a value" : StringMaker<crmlink::Error>::convert(result.error());
  }
};

}  // namespace Catch
