// The C entry points of memories.

#include <algorithm>

#include "hb_instance.h"

namespace {

hb::Memory& memory_of(void* handle, int32_t memory) {
  return *static_cast<hb::Instance*>(handle)->memories[memory];
}

hb::MemoryPort& port_of(void* handle, int32_t port) {
  return *static_cast<hb::Instance*>(handle)->memory_ports[port];
}

// Fills the ports in the order of their declaration.
const int32_t* fill(hb::Instance* it, const int32_t* index,
                    std::initializer_list<hb::Port*> ports) {
  for (hb::Port* each : ports) *each = hb::port(it, *index++);
  return index;
}

const int32_t* fill(hb::Instance* it, const int32_t* index, hb::AddressPorts& ports) {
  return fill(it, index, {&ports.id, &ports.addr, &ports.len, &ports.size, &ports.burst,
                          &ports.valid, &ports.ready});
}

void configure(hb::Stalls& stalls, const int64_t* settings) {
  stalls.configure(static_cast<uint64_t>(settings[0]), static_cast<uint32_t>(settings[1]),
                   static_cast<uint32_t>(settings[2]));
}

void configure(hb::Latency& latency, const int64_t* settings) {
  latency.configure(static_cast<uint64_t>(settings[0]), static_cast<uint64_t>(settings[1]),
                    static_cast<uint64_t>(settings[2]));
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int32_t hb_add_memory(void* handle, uint64_t base,
                                                             int64_t bytes) {
  auto it = static_cast<hb::Instance*>(handle);
  it->memories.emplace_back(new hb::Memory(base, static_cast<uint64_t>(bytes)));
  return static_cast<int32_t>(it->memories.size()) - 1;
}

__attribute__((visibility("default"))) void* hb_memory_storage(void* handle, int32_t memory) {
  return memory_of(handle, memory).storage();
}

__attribute__((visibility("default"))) void hb_memory_fail(void* handle, int32_t memory,
                                                           uint64_t address, int64_t bytes) {
  memory_of(handle, memory).fail(address, static_cast<uint64_t>(bytes));
}

// ports: 7 of the write address, 5 of the data, 4 of the response; 7 of the read address, 6 of the
// data; -1 where the bus has none. Without an address there is no channel.
__attribute__((visibility("default"))) int32_t hb_add_memory_port(void* handle, int32_t memory,
                                                                  const int32_t* ports) {
  auto it = static_cast<hb::Instance*>(handle);
  std::unique_ptr<hb::MemoryPort> port(new hb::MemoryPort(&it->cycles));
  hb::WritePorts write;
  hb::ReadPorts read;
  ports = fill(it, ports, write.address);
  ports = fill(it, ports, {&write.data, &write.strb, &write.last, &write.valid, &write.ready});
  ports = fill(it, ports, {&write.response_id, &write.resp, &write.response_valid,
                           &write.response_ready});
  ports = fill(it, ports, read.address);
  fill(it, ports, {&read.id, &read.data, &read.resp, &read.last, &read.valid, &read.ready});
  hb::Memory& content = memory_of(handle, memory);
  const bool writes = write.address.addr.storage != nullptr;
  const bool reads = read.address.addr.storage != nullptr;
  if (writes) port->writer.reset(new hb::MemoryWriter(content, write));
  if (reads) port->reader.reset(new hb::MemoryReader(content, read));
  return hb::add(it, it->memory_ports, port.release());
}

// settings, three each: stalls of write address, data, response, read address, data; latency of
// writes and reads; then whether answers overtake each other, and the seed of that.
__attribute__((visibility("default"))) void hb_memory_timing(void* handle, int32_t index,
                                                             const int64_t* settings) {
  hb::MemoryPort& port = port_of(handle, index);
  if (port.writer) {
    configure(port.writer->address.stalls, settings);
    configure(port.writer->data_stalls, settings + 3);
    configure(port.writer->response_stalls, settings + 6);
    configure(port.writer->latency, settings + 15);
  }
  if (port.reader) {
    configure(port.reader->address.stalls, settings + 9);
    configure(port.reader->stalls, settings + 12);
    configure(port.reader->latency, settings + 18);
  }
  port.order.overtake = settings[21] != 0;
  port.order.draws = hb::Draws(static_cast<uint64_t>(settings[22]));
}

// result: bursts and beats read, bursts and beats written, requests without their answer,
// violations of the protocol.
__attribute__((visibility("default"))) void hb_memory_traffic(void* handle, int32_t index,
                                                              uint64_t* result) {
  const hb::MemoryPort& port = port_of(handle, index);
  result[0] = port.reader ? port.reader->bursts : 0;
  result[1] = port.reader ? port.reader->beats : 0;
  result[2] = port.writer ? port.writer->bursts : 0;
  result[3] = port.writer ? port.writer->beats : 0;
  result[4] = (port.reader ? port.reader->in_flight() : 0) +
              (port.writer ? port.writer->in_flight() : 0);
  result[5] = port.complaints.count();
}

// Copies up to `most` bytes of the lines that tell of the first violations; returns the number.
__attribute__((visibility("default"))) int64_t hb_memory_complaints(void* handle, int32_t index,
                                                                    char* text, int64_t most) {
  const std::string& lines = port_of(handle, index).complaints.text();
  const size_t length = std::min(lines.size(), static_cast<size_t>(most));
  std::memcpy(text, lines.data(), length);
  return static_cast<int64_t>(length);
}

}  // extern "C"
