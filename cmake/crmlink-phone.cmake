# The component "phone"; crmlinkConfig.cmake includes this when it is asked for.
if(NOT crmlink_SHARED)
  list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
  find_dependency(libphonenumber)
  list(REMOVE_ITEM CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
endif()
include("${CMAKE_CURRENT_LIST_DIR}/crmlinkPhoneTargets.cmake")
set(crmlink_phone_FOUND TRUE)
