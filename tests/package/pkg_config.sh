#!/usr/bin/env bash
# pkg_config.sh PACKAGE COMPILER PREFIX SOURCE OUTPUT: builds SOURCE against the crmlink in PREFIX with
# nothing but the flags of PACKAGE's .pc file, and runs it.
set -euo pipefail
package=$1 compiler=$2 prefix=$3 source=$4 output=$5

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
read -ra flags <<<"$(pkg-config --cflags "$package")"
read -ra libraries <<<"$(pkg-config --libs "$package")"
"$compiler" -std=c++20 "${flags[@]}" "$source" -o "$output" "${libraries[@]}"
LD_LIBRARY_PATH="$prefix/lib" "$output"
