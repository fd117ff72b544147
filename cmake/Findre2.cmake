# Finds RE2 and defines the target re2::re2, the name that its own package config uses. That config is
# preferred; Debian's libre2-dev has none before release 13.
find_package(re2 CONFIG QUIET)
if(NOT TARGET re2::re2)
  find_path(RE2_INCLUDE_DIR re2/re2.h)
  find_library(RE2_LIBRARY NAMES re2)
  mark_as_advanced(RE2_INCLUDE_DIR RE2_LIBRARY)
  if(RE2_INCLUDE_DIR AND RE2_LIBRARY)
    add_library(re2::re2 UNKNOWN IMPORTED)
    set_target_properties(re2::re2 PROPERTIES
      IMPORTED_LOCATION "${RE2_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${RE2_INCLUDE_DIR}")
  endif()
endif()

if(TARGET re2::re2)
  set(crmlink_re2_target re2::re2)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(re2
  REQUIRED_VARS crmlink_re2_target
  REASON_FAILURE_MESSAGE "install libre2-dev")
unset(crmlink_re2_target)
