// Entry points that watch ports and variables.

#include <algorithm>

#include "hb_instance.h"
#include "verilated_sym_props.h"

using hb::Instance;

namespace {

hb::Watch& watch_of(void* handle, int32_t index) {
  return static_cast<Instance*>(handle)->watches[index];
}

int32_t add_watch(Instance* it, hb::Port place) {
  it->watches.emplace_back();
  it->watches.back().place = place;
  return static_cast<int32_t>(it->watches.size()) - 1;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int32_t hb_watch_port(void* handle, int32_t index) {
  auto it = static_cast<Instance*>(handle);
  return add_watch(it, hb::port(it, index));
}

// A variable of the top module that was made visible when the model was built, else -1.
__attribute__((visibility("default"))) int32_t hb_watch_variable(void* handle, const char* top,
                                                                 const char* name) {
  auto it = static_cast<Instance*>(handle);
  const VerilatedScope* scope = it->context->scopeFind((std::string("TOP.") + top).c_str());
  const VerilatedVar* variable = scope == nullptr ? nullptr : scope->varFind(name);
  if (variable == nullptr || variable->udims() > 0) return -1;
  const int width = variable->packed().elements();
  if (width > 64) return -1;
  return add_watch(it, {variable->datap(), static_cast<uint32_t>(width)});
}

__attribute__((visibility("default"))) int64_t hb_changes(void* handle, int32_t watch) {
  return static_cast<int64_t>(watch_of(handle, watch).cycles.size());
}

// Copies the first `count` changes.
__attribute__((visibility("default"))) void hb_read_changes(void* handle, int32_t index,
                                                            uint64_t* cycles, uint64_t* values,
                                                            int64_t count) {
  const hb::Watch& watch = watch_of(handle, index);
  std::copy_n(watch.cycles.begin(), count, cycles);
  std::copy_n(watch.values.begin(), count, values);
}

}  // extern "C"
