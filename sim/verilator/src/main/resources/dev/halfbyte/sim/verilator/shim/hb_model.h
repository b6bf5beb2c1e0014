// What the driver knows about a model: ports by index, evaluation, tracing. The class behind it is
// generated for each design.
#ifndef HB_MODEL_H
#define HB_MODEL_H

#include <cstdint>

class VerilatedContext;

namespace hb {

// Storage is Verilator's: 1, 2, 4 or 8 bytes up to 64 bits, above that 32-bit words, least
// significant first.
struct Port {
  void* storage;
  uint32_t width;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual uint32_t port_count() const = 0;
  virtual Port port(uint32_t index) = 0;
  virtual void eval() = 0;
  virtual void finalize() = 0;
  virtual bool open_trace(const char* path) = 0;
  virtual void dump(uint64_t time) = 0;
  virtual void close_trace() = 0;
};

}  // namespace hb

extern "C" hb::Model* hb_new_model(VerilatedContext* context);

#endif
