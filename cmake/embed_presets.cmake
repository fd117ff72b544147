# cmake -D FOLDER=<presets> -D OUTPUT=<file.cpp> -P embed_presets.cmake
#
# Writes the JSON files of a folder into a C++ file that defines crmlink::tool::preset_files().
cmake_minimum_required(VERSION 3.25)

# GCC warns of literals above 65,536 bytes, and MSVC refuses those above 16,380; literals beside each
# other are one. Cut by bytes: a file that isn't ASCII would be cut inside of a character.
set(most_bytes 8000)

file(GLOB files "${FOLDER}/*.json")
list(SORT files)
set(code "// Made of the files in presets/; edit those.\n#include \"preset_files.hpp\"\n\n")
string(APPEND code "#include <array>\n\nnamespace crmlink::tool {\nnamespace {\n\n")
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(FIND "${text}" ")preset\"" end)
  if(NOT end EQUAL -1 OR text MATCHES "[^\t\n -~]")
    message(FATAL_ERROR "${file}: more than ASCII, or the end of a raw string, is in it")
  endif()
  string(APPEND code "constexpr std::string_view text_${count} =")
  string(LENGTH "${text}" length)
  foreach(begin RANGE 0 ${length} ${most_bytes})
    string(SUBSTRING "${text}" ${begin} ${most_bytes} part)
    string(APPEND code "\n    R\"preset(${part})preset\"")
  endforeach()
  string(APPEND code ";\n\n")
  string(APPEND rows "    PresetFile{\"${name}\", text_${count}},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(APPEND code "constexpr std::array files{\n${rows}};\n\n}  // namespace\n\n")
string(APPEND code "std::span<const PresetFile> preset_files() noexcept {\n  return files;\n}\n\n")
string(APPEND code "}  // namespace crmlink::tool\n")
file(WRITE "${OUTPUT}" "${code}")
