// What an open handle stands for: a model, its clock and the drivers on its buses.
#ifndef HB_INSTANCE_H
#define HB_INSTANCE_H

#include <memory>
#include <string>
#include <vector>

#include "hb_drivers.h"
#include "hb_memory_port.h"
#include "hb_watch.h"
#include "verilated.h"

namespace hb {

struct PortCondition {
  Port port;
  uint64_t value;
};

struct Instance {
  std::unique_ptr<VerilatedContext> context{new VerilatedContext};
  std::unique_ptr<Model> model;
  Port clock{nullptr, 0};
  std::vector<std::unique_ptr<Driver>> drivers;
  std::vector<StreamSource*> sources;
  std::vector<StreamSink*> sinks;
  std::vector<LiteMaster*> masters;
  std::vector<std::unique_ptr<Memory>> memories;
  std::vector<MemoryPort*> memory_ports;
  std::vector<PortCondition> conditions;
  std::vector<Watch> watches;
  uint64_t cycles = 0;
  bool tracing = false;
  bool resting = false;
  bool failed = false;
  std::string log;
};

inline Port port(Instance* it, int32_t index) {
  return index < 0 ? Port{nullptr, 0} : it->model->port(static_cast<uint32_t>(index));
}

template <typename T>
int32_t add(Instance* it, std::vector<T*>& list, T* driver) {
  it->drivers.emplace_back(driver);
  list.push_back(driver);
  return static_cast<int32_t>(list.size()) - 1;
}

}  // namespace hb

#endif
