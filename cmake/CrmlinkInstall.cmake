# Library, headers, schemas, package config and .pc file.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/crmlink")
set(schema_dir "${CMAKE_INSTALL_DATADIR}/crmlink/schemas")

install(TARGETS crmlink EXPORT crmlinkTargets FILE_SET HEADERS)
install(EXPORT crmlinkTargets NAMESPACE crmlink:: DESTINATION "${package_dir}")
# crmlink_install_component(<name> [<file>...]): the library crmlink_<name>, where it is built, and what finding it
# as a component needs.
function(crmlink_install_component name)
  if(NOT TARGET crmlink_${name})
    return()
  endif()
  string(SUBSTRING "${name}" 0 1 initial)
  string(SUBSTRING "${name}" 1 -1 rest)
  string(TOUPPER "${initial}" initial)
  set(export "crmlink${initial}${rest}Targets")
  install(TARGETS crmlink_${name} EXPORT ${export} FILE_SET HEADERS)
  install(EXPORT ${export} NAMESPACE crmlink:: DESTINATION "${package_dir}")
  list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/cmake/")
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/crmlink-${name}.cmake" ${ARGN}
          DESTINATION "${package_dir}")
endfunction()
crmlink_install_component(testing)
crmlink_install_component(phone Findlibphonenumber.cmake)
crmlink_install_component(re2 Findre2.cmake)

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/crmlinkConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/package/crmlinkConfig.cmake"
  INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR schema_dir)
# Before 1.0 a minor version may break its users.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/package/crmlinkConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/package/crmlinkConfig.cmake"
  "${PROJECT_BINARY_DIR}/package/crmlinkConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/Findc-ares.cmake"
  DESTINATION "${package_dir}")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/schemas/" DESTINATION "${schema_dir}"
        FILES_MATCHING PATTERN "*.schema.json")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/presets/"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/crmlink/presets")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# The .pc file finds its prefix from its own place, so that an installed tree can be moved.
set(pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH pc_to_prefix "/${pc_dir}" "/")
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
set(pc_dependencies "libssl libcrypto libcares zlib")
if(BUILD_SHARED_LIBS)
  set(pc_requires "Requires.private: ${pc_dependencies}")
  set(pc_definitions "")
else()
  # Whoever links a static crmlink needs them with and without pkg-config's --static.
  set(pc_requires "Requires: ${pc_dependencies}")
  set(pc_definitions "-DCRMLINK_STATIC")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/crmlink.pc.in"
               "${PROJECT_BINARY_DIR}/package/crmlink.pc.in" @ONLY)
file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/package/crmlink.pc"
     INPUT "${PROJECT_BINARY_DIR}/package/crmlink.pc.in" TARGET crmlink)
install(FILES "${PROJECT_BINARY_DIR}/package/crmlink.pc" DESTINATION "${pc_dir}")

# crmlink_install_pc(<name> [<libraries>]): the .pc file of a component. Whoever links a static one names the
# libraries behind it himself.
function(crmlink_install_pc name)
  if(NOT TARGET crmlink_${name})
    return()
  endif()
  set(pc_libraries "")
  if(NOT BUILD_SHARED_LIBS)
    string(JOIN " " pc_libraries ${ARGN})
  endif()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/crmlink-${name}.pc.in"
                 "${PROJECT_BINARY_DIR}/package/crmlink-${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/package/crmlink-${name}.pc" DESTINATION "${pc_dir}")
endfunction()
crmlink_install_pc(testing)
# Debian's have no names without a version.
crmlink_install_pc(phone "${LIBPHONENUMBER_LIBRARY}" "${LIBPHONENUMBER_PROTOBUF_LIBRARY}")
crmlink_install_pc(re2 -lre2)
