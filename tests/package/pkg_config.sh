#!/usr/bin/env bash
# pkg_config.sh COMPILER PREFIX SOURCE OUTPUT: builds SOURCE against the crmlink in PREFIX with nothing but
# the flags of its .pc file, and runs it.
set -euo pipefail
compiler=$1 prefix=$2 source=$3 output=$4

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
read -ra flags <<<"$(pkg-config --cflags crmlink)"
read -ra libraries <<<"$(pkg-config --libs crmlink)"
"$compiler" -std=c++20 "${flags[@]}" "$source" -o "$output" "${libraries[@]}"
LD_LIBRARY_PATH="$prefix/lib" "$output"
