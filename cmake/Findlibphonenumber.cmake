# Finds libphonenumber and defines the target libphonenumber::phonenumber, the name that its own package
# config uses. That config is preferred; Debian's libphonenumber-dev doesn't ship it.
#
# Only the library is required: what was built with its headers is linked without them. With headers
# LIBPHONENUMBER_INCLUDE_DIR is set.
find_package(libphonenumber CONFIG QUIET)
if(TARGET libphonenumber::phonenumber)
  get_target_property(LIBPHONENUMBER_INCLUDE_DIR libphonenumber::phonenumber INTERFACE_INCLUDE_DIRECTORIES)
else()
  # install-deps.sh puts the headers there where Debian's package of them can't be installed, for it wants
  # another Boost.
  find_path(LIBPHONENUMBER_INCLUDE_DIR phonenumbers/phonenumberutil.h
    HINTS "${CMAKE_CURRENT_LIST_DIR}/../build/libphonenumber/usr/include")
  # The name without a version is part of that package, too.
  find_library(LIBPHONENUMBER_LIBRARY NAMES phonenumber libphonenumber.so.8)
  find_library(LIBPHONENUMBER_PROTOBUF_LIBRARY NAMES protobuf)
  mark_as_advanced(LIBPHONENUMBER_INCLUDE_DIR LIBPHONENUMBER_LIBRARY LIBPHONENUMBER_PROTOBUF_LIBRARY)
  if(LIBPHONENUMBER_LIBRARY AND LIBPHONENUMBER_PROTOBUF_LIBRARY)
    add_library(libphonenumber::phonenumber UNKNOWN IMPORTED)
    set_target_properties(libphonenumber::phonenumber PROPERTIES
      IMPORTED_LOCATION "${LIBPHONENUMBER_LIBRARY}"
      INTERFACE_LINK_LIBRARIES "${LIBPHONENUMBER_PROTOBUF_LIBRARY}"
      # Else its headers want Boost.Thread.
      INTERFACE_COMPILE_DEFINITIONS I18N_PHONENUMBERS_USE_STDMUTEX)
    if(LIBPHONENUMBER_INCLUDE_DIR)
      target_include_directories(libphonenumber::phonenumber SYSTEM INTERFACE
        "${LIBPHONENUMBER_INCLUDE_DIR}")
    endif()
  endif()
endif()

if(TARGET libphonenumber::phonenumber)
  set(crmlink_phonenumber_target libphonenumber::phonenumber)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(libphonenumber
  REQUIRED_VARS crmlink_phonenumber_target
  REASON_FAILURE_MESSAGE "install libphonenumber-dev, or libphonenumber8 and libprotobuf-dev")
unset(crmlink_phonenumber_target)
