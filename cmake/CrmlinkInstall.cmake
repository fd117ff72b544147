# Library, headers, schemas, package config and .pc file.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/crmlink")
set(schema_dir "${CMAKE_INSTALL_DATADIR}/crmlink/schemas")

install(TARGETS crmlink EXPORT crmlinkTargets FILE_SET HEADERS)
install(EXPORT crmlinkTargets NAMESPACE crmlink:: DESTINATION "${package_dir}")
if(TARGET crmlink_testing)
  install(TARGETS crmlink_testing EXPORT crmlinkTestingTargets FILE_SET HEADERS)
  install(EXPORT crmlinkTestingTargets NAMESPACE crmlink:: DESTINATION "${package_dir}")
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/crmlink-testing.cmake" DESTINATION "${package_dir}")
endif()
if(TARGET crmlink_phone)
  install(TARGETS crmlink_phone EXPORT crmlinkPhoneTargets FILE_SET HEADERS)
  install(EXPORT crmlinkPhoneTargets NAMESPACE crmlink:: DESTINATION "${package_dir}")
  install(FILES
    "${PROJECT_SOURCE_DIR}/cmake/crmlink-phone.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/Findlibphonenumber.cmake"
    DESTINATION "${package_dir}")
endif()

if(TARGET crmlink_re2)
  install(TARGETS crmlink_re2 EXPORT crmlinkRe2Targets FILE_SET HEADERS)
  install(EXPORT crmlinkRe2Targets NAMESPACE crmlink:: DESTINATION "${package_dir}")
  install(FILES
    "${PROJECT_SOURCE_DIR}/cmake/crmlink-re2.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/Findre2.cmake"
    DESTINATION "${package_dir}")
endif()

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
if(TARGET crmlink_testing)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/crmlink-testing.pc.in"
                 "${PROJECT_BINARY_DIR}/package/crmlink-testing.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/package/crmlink-testing.pc" DESTINATION "${pc_dir}")
endif()
if(TARGET crmlink_phone)
  # Whoever links a static one names its libraries himself; Debian's have no names without a version.
  set(pc_phone_libraries "")
  if(NOT BUILD_SHARED_LIBS)
    set(pc_phone_libraries "${LIBPHONENUMBER_LIBRARY} ${LIBPHONENUMBER_PROTOBUF_LIBRARY}")
  endif()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/crmlink-phone.pc.in"
                 "${PROJECT_BINARY_DIR}/package/crmlink-phone.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/package/crmlink-phone.pc" DESTINATION "${pc_dir}")
endif()
if(TARGET crmlink_re2)
  set(pc_re2_libraries "")
  if(NOT BUILD_SHARED_LIBS)
    set(pc_re2_libraries "-lre2")
  endif()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/crmlink-re2.pc.in"
                 "${PROJECT_BINARY_DIR}/package/crmlink-re2.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/package/crmlink-re2.pc" DESTINATION "${pc_dir}")
endif()
