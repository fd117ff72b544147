#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/generic_crm_endpoint.hpp"
#include "crmlink/text/json_path.hpp"
#include "crmlink/text/text_template.hpp"
#include "text/url_template.hpp"

namespace crmlink {

/// How a file travels (`format` of an upload).
enum class UploadFormat : std::uint8_t {
  json,       ///< In base64 where the body has {FILE_DATA}.
  multipart,  ///< As a part of a form.
  raw,        ///< It is the body.
};

/// A field of a form.
struct FormField {
  std::string name;
  TextTemplate value;    ///< For Slot::plain.
  bool is_file = false;  ///< Whether its value is {FILE_DATA} alone.
  bool keep_empty = false;
};

/// What an endpoint for uploads has besides the others' members.
struct UploadState {
  UploadFormat format = UploadFormat::json;
  std::vector<FormField> form;
  std::array<bool, crm_file_kind_count> kinds{};  ///< Which files are sent.
  bool has_id = false;
  JsonPath attachment_id;  ///< From the root of the reply.
  bool has_link = false;
  JsonPath attachment_link;          ///< From the root of the reply, a URL.
  text::UrlTemplate attachment_url;  ///< Built from {RECORD_ID} and {ATTACHMENT_ID}.
  bool comment = false;              ///< Whether a comment with the link follows.
  /// A second request, which carries what the first one returned; nullptr: none.
  std::shared_ptr<const GenericCrmEndpoint::State> then;
};

}  // namespace crmlink
