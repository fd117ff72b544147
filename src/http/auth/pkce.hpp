#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crmlink::http {

/// Returns 256 random bits in base64 for URLs; std::nullopt when the system has none.
std::optional<std::string> random_text();

/// Returns the challenge S256 of a verifier (RFC 7636 §4.2).
std::string code_challenge(std::string_view verifier);

/// Compares in a time that doesn't tell where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace crmlink::http
