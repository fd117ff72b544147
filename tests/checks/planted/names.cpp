// Names that the check must complain about; not compiled into anything.
#define TOO_SHORT 1  // bad: TOO_SHORT

namespace BadSpace {  // bad: BadSpace

class bad_class {  // bad: bad_class
 public:
  void BadFunction(int BadParameter);  // bad: BadFunction  // bad: BadParameter

 private:
  int without_underscore = 0;  // bad: without_underscore
};

enum class Color { Red };  // bad: Red

const int badConstant = 0;  // bad: badConstant

template <class element>  // bad: element
class Good {
  using value_type = element;
  int fine_ = 0;
};

}  // namespace BadSpace
