# crmlink_own_target(<target>): what holds for all code of this project and for nobody else's:
# language, warnings, visibility. Everything is PRIVATE, so that no consumer inherits it.
function(crmlink_own_target target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} PRIVATE cxx_std_20)
  # -Wnull-dereference and, with ASan, -Wmaybe-uninitialized raise false alarms inside Boost.
  # -Wrestrict does in GCC 12's own std::string (GCC bug 105651).
  # -Wmismatched-new-delete does in Asio's coroutine frames.
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wundef -Wcast-align -Wcast-qual -Wunused
    -Wdouble-promotion -Wformat=2 -Wextra-semi -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-mismatched-new-delete>)
  if(CRMLINK_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# crmlink_own_library(<target>): the same for a library that is installed.
function(crmlink_own_library target)
  crmlink_own_target(${target})
  set_target_properties(${target} PROPERTIES
    VERSION ${PROJECT_VERSION}
    # Before 1.0 every minor version may change the ABI.
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    # A static crmlink is linked into hosts' plugins too.
    POSITION_INDEPENDENT_CODE ON
    VERIFY_INTERFACE_HEADER_SETS ON)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  if(BUILD_SHARED_LIBS)
    # Hidden visibility doesn't reach the instantiations of std and Boost templates: the map does.
    set(map "${PROJECT_SOURCE_DIR}/cmake/exports.map")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" LINKER:--no-undefined)
    set_property(TARGET ${target} PROPERTY LINK_DEPENDS "${map}")
  endif()
endfunction()
