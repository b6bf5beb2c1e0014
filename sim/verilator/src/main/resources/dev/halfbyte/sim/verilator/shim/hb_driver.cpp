// The part of the shim that is the same for every design: clock, batches, stop conditions and the
// C entry points that Java calls. Compiled once per tool version.
//
// One cycle: drive inputs, clock low, settle, sample handshakes, clock high. An instance belongs to
// one thread at a time; instances share nothing.

#include <cstdarg>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>

#include "hb_instance.h"

using hb::add;
using hb::Instance;
using hb::port;

namespace {

constexpr size_t kLogLimit = 1 << 20;
constexpr uint64_t kHalfPeriod = 5;

enum StopReason : uint64_t { kMaxCycles, kPortEquals, kSinkCount, kFinish, kError };

thread_local Instance* current = nullptr;

// Makes `instance` the one that receives messages of the model for the time of a call.
class Scope {
 public:
  explicit Scope(Instance* instance) {
    current = instance;
    Verilated::threadContextp(instance->context.get());
  }
  ~Scope() { current = nullptr; }
};

void advance_time(Instance* it) {
  if (it->tracing) it->model->dump(it->context->time());
  it->context->timeInc(kHalfPeriod);
}

void cycle(Instance* it) {
  for (auto& driver : it->drivers) it->resting ? driver->rest() : driver->drive();
  hb::set_bit(it->clock, false);
  it->model->eval();
  advance_time(it);
  if (!it->resting) {
    for (auto& driver : it->drivers) driver->sample();
    for (auto& watch : it->watches) watch.sample(it->cycles);
  }
  hb::set_bit(it->clock, true);
  it->model->eval();
  advance_time(it);
  it->cycles++;
}

bool stopped(Instance* it, uint64_t* reason, uint64_t* index) {
  if (VL_UNLIKELY(it->context->gotError())) {
    *reason = kError;
    it->failed = true;
    return true;
  }
  if (VL_UNLIKELY(it->context->gotFinish())) {
    *reason = kFinish;
    return true;
  }
  for (size_t i = 0; i < it->conditions.size(); i++) {
    if (hb::get_value(it->conditions[i].port) == it->conditions[i].value) {
      *reason = kPortEquals;
      *index = i;
      return true;
    }
  }
  for (size_t i = 0; i < it->sinks.size(); i++) {
    if (it->sinks[i]->reached()) {
      *reason = kSinkCount;
      *index = i;
      return true;
    }
  }
  return false;
}

void run(Instance* it, uint64_t most, uint64_t* result) {
  const uint64_t start = it->cycles;
  result[0] = kMaxCycles;
  result[1] = 0;
  try {
    for (uint64_t i = 0; i < most && !it->failed; i++) {
      cycle(it);
      if (stopped(it, &result[0], &result[1])) break;
    }
  } catch (const std::exception&) {
    it->failed = true;
  }
  if (it->failed) result[0] = kError;
  result[2] = it->cycles - start;
}

hb::StreamPorts stream_ports(Instance* it, const int32_t* index) {
  return {port(it, index[0]), port(it, index[1]), port(it, index[2]), port(it, index[3]),
          index[3] >= 0};
}

// Runs until the master is idle. 0 = done, 1 = no answer in `most` cycles, 2 = the model stopped.
int32_t await(Instance* it, hb::LiteMaster* master, uint64_t most) {
  uint64_t reason = 0, index = 0;
  for (uint64_t i = 0; i < most; i++) {
    if (it->failed) return 2;
    cycle(it);
    if (it->context->gotError() && stopped(it, &reason, &index)) return 2;
    if (!master->busy()) return 0;
  }
  master->abandon();
  return 1;
}

template <typename Body>
int32_t guarded(Instance* it, Body body) {
  Scope scope(it);
  try {
    return body();
  } catch (const std::exception&) {
    it->failed = true;
    return 2;
  }
}

}  // namespace

// $finish, $stop and fatal errors of the model end the batch, never the process. A fatal error must
// not return to the model (it would loop on), hence the exception.
void vl_finish(const char*, int, const char*) VL_MT_UNSAFE {
  Verilated::threadContextp()->gotFinish(true);
}
void vl_stop(const char* file, int line, const char*) VL_MT_UNSAFE {
  hb_print("%s:%d: stopped\n", file, line);
  Verilated::threadContextp()->gotError(true);
}
void vl_fatal(const char* file, int line, const char*, const char* message) VL_MT_UNSAFE {
  hb_print("%s:%d: %s\n", file, line, message);
  Verilated::threadContextp()->gotError(true);
  throw std::runtime_error(message);
}

extern "C" {

int hb_print(const char* format, ...) {
  char buffer[4096];
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  if (current != nullptr && current->log.size() < kLogLimit) current->log += buffer;
  return length;
}

__attribute__((visibility("default"))) void* hb_open(int32_t rand_reset, int32_t seed,
                                                     int32_t traceable) {
  auto it = std::unique_ptr<Instance>(new Instance);
  Scope scope(it.get());
  it->context->randReset(rand_reset);
  it->context->randSeed(seed);
  it->context->traceEverOn(traceable != 0);
  it->context->fatalOnError(false);
  try {
    it->model.reset(hb_new_model(it->context.get()));
  } catch (const std::exception&) {
    return nullptr;
  }
  return it.release();
}

__attribute__((visibility("default"))) void hb_close(void* handle) {
  auto it = static_cast<Instance*>(handle);
  {
    Scope scope(it);
    if (it->tracing) it->model->close_trace();
    try {
      if (!it->failed) it->model->finalize();
    } catch (const std::exception&) {
      it->failed = true;
    }
    it->model.reset();
  }
  delete it;
}

__attribute__((visibility("default"))) void* hb_port_storage(void* handle, int32_t index) {
  return port(static_cast<Instance*>(handle), index).storage;
}

__attribute__((visibility("default"))) void hb_clock(void* handle, int32_t index) {
  auto it = static_cast<Instance*>(handle);
  it->clock = port(it, index);
}

// While resting, bus drivers keep valid and ready low and take nothing, and assertions are off:
// registers hold arbitrary values until reset has done its work.
__attribute__((visibility("default"))) void hb_rest(void* handle, int32_t resting) {
  auto it = static_cast<Instance*>(handle);
  it->resting = resting != 0;
  it->context->assertOn(!it->resting);
}

// Settles combinational paths after inputs were set by hand; the clock does not move.
__attribute__((visibility("default"))) int32_t hb_settle(void* handle) {
  auto it = static_cast<Instance*>(handle);
  return guarded(it, [it] {
    it->model->eval();
    it->failed = it->failed || it->context->gotError();
    return it->failed ? 2 : 0;
  });
}

// result: reason, index of the condition or sink, cycles that ran.
__attribute__((visibility("default"))) void hb_run(void* handle, int64_t most, uint64_t* result) {
  auto it = static_cast<Instance*>(handle);
  Scope scope(it);
  run(it, static_cast<uint64_t>(most), result);
}

__attribute__((visibility("default"))) void hb_stop_when(void* handle, int32_t index,
                                                         uint64_t value) {
  auto it = static_cast<Instance*>(handle);
  it->conditions.push_back({port(it, index), value});
}

__attribute__((visibility("default"))) void hb_stop_at_beats(void* handle, int32_t sink,
                                                             uint64_t beats) {
  static_cast<Instance*>(handle)->sinks[sink]->stop_at = beats;
}

__attribute__((visibility("default"))) void hb_clear_stops(void* handle) {
  auto it = static_cast<Instance*>(handle);
  it->conditions.clear();
  for (auto* sink : it->sinks) sink->stop_at = 0;
}

__attribute__((visibility("default"))) int32_t hb_add_source(void* handle, const int32_t* ports) {
  auto it = static_cast<Instance*>(handle);
  return add(it, it->sources, new hb::StreamSource(stream_ports(it, ports)));
}

__attribute__((visibility("default"))) int32_t hb_add_sink(void* handle, const int32_t* ports) {
  auto it = static_cast<Instance*>(handle);
  return add(it, it->sinks, new hb::StreamSink(stream_ports(it, ports)));
}

__attribute__((visibility("default"))) void hb_stalls(void* handle, int32_t is_sink, int32_t stream,
                                                      uint64_t seed, int32_t threshold,
                                                      int32_t longest) {
  auto it = static_cast<Instance*>(handle);
  hb::Stream* target = is_sink ? static_cast<hb::Stream*>(it->sinks[stream])
                               : static_cast<hb::Stream*>(it->sources[stream]);
  target->stalls.configure(seed, static_cast<uint32_t>(threshold), static_cast<uint32_t>(longest));
}

// Forgets the beats that a source has not sent, or that nobody took from a sink.
__attribute__((visibility("default"))) void hb_discard(void* handle, int32_t is_sink,
                                                       int32_t stream) {
  auto it = static_cast<Instance*>(handle);
  is_sink ? it->sinks[stream]->discard() : it->sources[stream]->discard();
}

__attribute__((visibility("default"))) void hb_push(void* handle, int32_t source,
                                                    const uint64_t* words, int64_t beats,
                                                    int32_t last_at_end) {
  static_cast<Instance*>(handle)->sources[source]->push(words, static_cast<uint64_t>(beats),
                                                        last_at_end != 0);
}

__attribute__((visibility("default"))) int64_t hb_waiting(void* handle, int32_t source) {
  return static_cast<int64_t>(static_cast<Instance*>(handle)->sources[source]->waiting());
}

__attribute__((visibility("default"))) int64_t hb_available(void* handle, int32_t sink) {
  return static_cast<int64_t>(static_cast<Instance*>(handle)->sinks[sink]->available());
}

__attribute__((visibility("default"))) int64_t hb_take(void* handle, int32_t sink, uint64_t* words,
                                                       uint8_t* last, int64_t most) {
  return static_cast<int64_t>(static_cast<Instance*>(handle)->sinks[sink]->take(
      words, last, static_cast<uint64_t>(most)));
}

// result: beats, blocked cycles, idle cycles, violations.
__attribute__((visibility("default"))) void hb_statistics(void* handle, int32_t is_sink,
                                                          int32_t stream, uint64_t* result) {
  auto it = static_cast<Instance*>(handle);
  const hb::StreamStatistics& statistics =
      is_sink ? it->sinks[stream]->statistics : it->sources[stream]->statistics;
  result[0] = statistics.beats;
  result[1] = statistics.blocked;
  result[2] = statistics.idle;
  result[3] = statistics.violations;
}

__attribute__((visibility("default"))) int32_t hb_add_lite(void* handle, const int32_t* index) {
  auto it = static_cast<Instance*>(handle);
  hb::LitePorts ports;
  hb::Port* each[] = {&ports.awaddr,  &ports.awvalid, &ports.awready, &ports.wdata,  &ports.wstrb,
                      &ports.wvalid,  &ports.wready,  &ports.bresp,   &ports.bvalid, &ports.bready,
                      &ports.araddr,  &ports.arvalid, &ports.arready, &ports.rdata,  &ports.rresp,
                      &ports.rvalid,  &ports.rready};
  for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) *each[i] = port(it, index[i]);
  return add(it, it->masters, new hb::LiteMaster(ports));
}

// channel: that of hb::LiteMaster::Channel.
__attribute__((visibility("default"))) void hb_lite_stalls(void* handle, int32_t lite,
                                                           int32_t channel, uint64_t seed,
                                                           int32_t threshold, int32_t longest) {
  static_cast<Instance*>(handle)->masters[lite]->stalls(channel).configure(
      seed, static_cast<uint32_t>(threshold), static_cast<uint32_t>(longest));
}

__attribute__((visibility("default"))) int64_t hb_lite_violations(void* handle, int32_t lite) {
  return static_cast<int64_t>(static_cast<Instance*>(handle)->masters[lite]->violations());
}

// Writes data[i] to addresses[i] in order. result: transactions done, response of the last one.
__attribute__((visibility("default"))) int32_t hb_lite_write(void* handle, int32_t lite,
                                                             const int64_t* addresses,
                                                             const int32_t* data, int32_t count,
                                                             int64_t most, uint64_t* result) {
  auto it = static_cast<Instance*>(handle);
  hb::LiteMaster* master = it->masters[lite];
  result[0] = result[1] = 0;
  return guarded(it, [&] {
    for (int32_t i = 0; i < count; i++) {
      master->start_write(static_cast<uint64_t>(addresses[i]), static_cast<uint32_t>(data[i]));
      const int32_t status = await(it, master, static_cast<uint64_t>(most));
      if (status != 0) return status;
      result[0]++;
      result[1] = master->response();
      if (result[1] != 0) return 0;
    }
    return 0;
  });
}

__attribute__((visibility("default"))) int32_t hb_lite_read(void* handle, int32_t lite,
                                                            int64_t address, int64_t most,
                                                            uint64_t* result) {
  auto it = static_cast<Instance*>(handle);
  hb::LiteMaster* master = it->masters[lite];
  return guarded(it, [&] {
    master->start_read(static_cast<uint64_t>(address));
    const int32_t status = await(it, master, static_cast<uint64_t>(most));
    result[0] = master->data();
    result[1] = master->response();
    return status;
  });
}

__attribute__((visibility("default"))) int32_t hb_trace_open(void* handle, const char* path) {
  auto it = static_cast<Instance*>(handle);
  Scope scope(it);
  it->tracing = it->model->open_trace(path);
  return it->tracing ? 1 : 0;
}

__attribute__((visibility("default"))) void hb_trace_close(void* handle) {
  auto it = static_cast<Instance*>(handle);
  Scope scope(it);
  if (it->tracing) it->model->close_trace();
  it->tracing = false;
}

__attribute__((visibility("default"))) int64_t hb_cycles(void* handle) {
  return static_cast<int64_t>(static_cast<Instance*>(handle)->cycles);
}

// Copies up to `most` bytes of what the model printed and forgets them; returns the number copied.
__attribute__((visibility("default"))) int64_t hb_take_log(void* handle, char* text, int64_t most) {
  auto it = static_cast<Instance*>(handle);
  const size_t length = it->log.size() < static_cast<size_t>(most) ? it->log.size()
                                                                  : static_cast<size_t>(most);
  std::memcpy(text, it->log.data(), length);
  it->log.erase(0, length);
  return static_cast<int64_t>(length);
}

}  // extern "C"
