# Finds c-ares and defines the target c-ares::cares, the name that c-ares' own package config uses.
# That config is preferred; Debian's libc-ares-dev doesn't ship it.
find_package(c-ares CONFIG QUIET)
if(NOT TARGET c-ares::cares)
  find_path(CARES_INCLUDE_DIR ares.h)
  find_library(CARES_LIBRARY cares)
  mark_as_advanced(CARES_INCLUDE_DIR CARES_LIBRARY)
  if(CARES_INCLUDE_DIR)
    file(STRINGS "${CARES_INCLUDE_DIR}/ares_version.h" cares_version_line
         REGEX "^#define ARES_VERSION_STR ")
    string(REGEX REPLACE ".*\"([^\"]+)\".*" "\\1" c-ares_VERSION "${cares_version_line}")
  endif()
  if(CARES_INCLUDE_DIR AND CARES_LIBRARY)
    add_library(c-ares::cares UNKNOWN IMPORTED)
    set_target_properties(c-ares::cares PROPERTIES
      IMPORTED_LOCATION "${CARES_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${CARES_INCLUDE_DIR}")
  endif()
endif()

if(TARGET c-ares::cares)
  set(crmlink_cares_target c-ares::cares)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(c-ares
  REQUIRED_VARS crmlink_cares_target
  VERSION_VAR c-ares_VERSION
  REASON_FAILURE_MESSAGE "install libc-ares-dev or set CMAKE_PREFIX_PATH")
unset(crmlink_cares_target)
