#pragma once

#include "crm/endpoint_state.hpp"
#include "crm/upload_state.hpp"
#include "crmlink/core/config.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Reads what an endpoint for uploads has besides the others' members; complaints go to the
/// document.
class CrmUploadReader {
 public:
  /// Both must outlive the reader.
  CrmUploadReader(const Vocabulary& vocabulary, const FunctionRegistry& functions)
      : vocabulary_(vocabulary), functions_(functions) {}

  /// Reads the fields of a form from `parameters`; one of them must be the file.
  void read_form(ConfigObject& object, UploadState& upload) const;
  /// Reads which files are sent, where the reply has the attachment, and whether a comment follows.
  void read_rest(ConfigObject& object, UploadState& upload) const;

 private:
  void read_kinds(ConfigObject& object, UploadState& upload) const;
  void read_attachment(ConfigObject& object, UploadState& upload) const;

  const Vocabulary& vocabulary_;
  const FunctionRegistry& functions_;
};

}  // namespace crmlink
