// Values of ports and variables over time, kept as changes.
#ifndef HB_WATCH_H
#define HB_WATCH_H

#include <cstdint>
#include <vector>

#include "hb_drivers.h"

namespace hb {

struct Watch {
  Port place;
  uint64_t last = 0;
  std::vector<uint64_t> cycles, values;

  // Takes the value of a cycle, as registers see it at the rising edge that ends the cycle.
  void sample(uint64_t cycle) {
    const uint64_t value = get_value(place);
    if (value == last && !cycles.empty()) return;
    last = value;
    cycles.push_back(cycle);
    values.push_back(value);
  }
};

}  // namespace hb

#endif
