# Compiles through ccache where it is installed, unless the user chose a launcher.
if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
  find_program(CRMLINK_CCACHE ccache)
  mark_as_advanced(CRMLINK_CCACHE)
  if(CRMLINK_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CRMLINK_CCACHE}")
  endif()
endif()
