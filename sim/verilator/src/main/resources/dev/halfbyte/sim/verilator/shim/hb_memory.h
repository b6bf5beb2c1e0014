// A memory that several buses may share, and the AXI4 channel on which a master asks for it.
#ifndef HB_MEMORY_H
#define HB_MEMORY_H

#include <cstdarg>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "hb_drivers.h"

namespace hb {

enum MemoryResponse : uint32_t { kOkay = 0, kSlaveError = 2, kDecodeError = 3 };

class Memory {
 public:
  Memory(uint64_t base, uint64_t bytes) : base_(base), bytes_(bytes, 0) {}
  uint8_t* storage() { return bytes_.data(); }
  void fail(uint64_t address, uint64_t bytes) { failing_.emplace_back(address, bytes); }

  // Nothing outside the memory, or where it fails, is read or written.
  uint32_t response(uint64_t address, uint64_t bytes) const {
    const uint64_t offset = address - base_;
    if (offset >= bytes_.size() || bytes > bytes_.size() - offset) return kDecodeError;
    for (const auto& range : failing_) {
      if (address < range.first + range.second && range.first < address + bytes) return kSlaveError;
    }
    return kOkay;
  }
  uint8_t* at(uint64_t address) { return bytes_.data() + (address - base_); }

 private:
  const uint64_t base_;
  std::vector<uint8_t> bytes_;
  std::vector<std::pair<uint64_t, uint64_t>> failing_;
};

// What the master did against the protocol: all are counted, the first ones are told.
class Complaints {
 public:
  explicit Complaints(const uint64_t* cycle) : cycle_(cycle) {}
  void add(const char* format, ...) {
    if (++count_ > kTold) return;
    char buffer[160];
    const int start = std::snprintf(buffer, sizeof buffer, "cycle %llu: ",
                                    static_cast<unsigned long long>(*cycle_));
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(buffer + start, sizeof buffer - start, format, arguments);
    va_end(arguments);
    text_ += buffer;
    text_ += '\n';
  }
  uint64_t count() const { return count_; }
  const std::string& text() const { return text_; }
  uint64_t cycle() const { return *cycle_; }

 private:
  static constexpr uint64_t kTold = 32;
  const uint64_t* cycle_;
  uint64_t count_ = 0;
  std::string text_;
};

// Cycles from a request to its answer, drawn for each: `least` to `most`, at least 1.
class Latency {
 public:
  void configure(uint64_t seed, uint64_t least, uint64_t most) {
    draws_ = Draws(seed);
    least_ = least;
    span_ = most - least + 1;
  }
  uint64_t draw() { return span_ == 1 ? least_ : least_ + draws_.next() % span_; }

 private:
  Draws draws_;
  uint64_t least_ = 1, span_ = 1;
};

inline uint64_t value_or(const Port& port, uint64_t absent) {
  return port.storage == nullptr ? absent : get_value(port);
}

// A channel on which the master offers: counts offers that are taken back or changed.
template <typename Offer>
class Held {
 public:
  explicit Held(const char* name) : name_(name) {}
  void check(bool valid, bool taken, const Offer& offer, Complaints& complaints) {
    if (held_ && !valid) complaints.add("%s was taken back", name_);
    if (held_ && valid && !(offer == offer_)) complaints.add("%s changed while it waited", name_);
    held_ = valid && !taken;
    if (held_) offer_ = offer;
  }
  void forget() { held_ = false; }

 private:
  const char* name_;
  bool held_ = false;
  Offer offer_;
};

struct MemoryAddress {
  uint64_t id = 0, address = 0;
  uint32_t beats = 1, bytes = 1, kind = 0;
  bool operator==(const MemoryAddress& o) const {
    return id == o.id && address == o.address && beats == o.beats && bytes == o.bytes &&
           kind == o.kind;
  }
};

// A burst and how far it has come.
struct MemoryBurst : MemoryAddress {
  enum Kind : uint32_t { kFixed, kIncrement, kWrap };
  uint64_t due = 0;
  uint32_t next = 0, response = kOkay;

  uint64_t beat_address() const {
    if (next == 0 || kind == kFixed) return address;
    const uint64_t aligned = address & ~uint64_t{bytes - 1};
    const uint64_t offset = uint64_t{next} * bytes;
    if (kind != kWrap) return aligned + offset;
    const uint64_t span = uint64_t{beats} * bytes;
    const uint64_t lower = aligned - aligned % span;
    return lower + (aligned - lower + offset) % span;
  }
  // Bytes from the address of the beat to the end of its container.
  uint32_t beat_bytes() const {
    return bytes - static_cast<uint32_t>(beat_address() & (bytes - 1));
  }
};

struct AddressPorts {
  Port id, addr, len, size, burst, valid, ready;
};

class AddressChannel {
 public:
  AddressChannel(const char* name, const AddressPorts& ports, uint32_t bus_bytes)
      : name_(name), ports_(ports), bus_bytes_(bus_bytes), held_(name) {}
  Stalls stalls;

  void drive() { set_bit(ports_.ready, ready_ = !stalls.stall()); }
  void rest() {
    set_bit(ports_.ready, false);
    held_.forget();
  }
  bool sample(Complaints& complaints, MemoryBurst* burst) {
    const bool valid = get_bit(ports_.valid);
    const MemoryAddress offer = valid ? read() : MemoryAddress();
    held_.check(valid, ready_, offer, complaints);
    if (!valid || !ready_) return false;
    static_cast<MemoryAddress&>(*burst) = offer;
    require(*burst, complaints);
    return true;
  }

 private:
  const char* name_;
  const AddressPorts ports_;
  const uint32_t bus_bytes_;
  Held<MemoryAddress> held_;
  bool ready_ = false;

  MemoryAddress read() const {
    MemoryAddress offer;
    offer.id = value_or(ports_.id, 0);
    offer.address = get_value(ports_.addr);
    offer.beats = static_cast<uint32_t>(value_or(ports_.len, 0)) + 1;
    offer.bytes = ports_.size.storage == nullptr
                      ? bus_bytes_
                      : uint32_t{1} << static_cast<uint32_t>(get_value(ports_.size));
    offer.kind = static_cast<uint32_t>(value_or(ports_.burst, MemoryBurst::kIncrement));
    return offer;
  }
  // After a complaint the burst is one that the memory can serve.
  void require(MemoryBurst& burst, Complaints& complaints) const {
    if (burst.bytes > bus_bytes_) {
      complaints.add("%s: beats of %u bytes on a bus of %u", name_, burst.bytes, bus_bytes_);
      burst.bytes = bus_bytes_;
    }
    const uint64_t aligned = burst.address & ~uint64_t{burst.bytes - 1};
    const uint64_t end = aligned + uint64_t{burst.beats} * burst.bytes - 1;
    switch (burst.kind) {
      case MemoryBurst::kFixed:
        if (burst.beats > 16) complaints.add("%s: FIXED burst of %u beats", name_, burst.beats);
        break;
      case MemoryBurst::kIncrement:
        if (aligned >> 12 != end >> 12) {
          complaints.add("%s: burst from 0x%llx to 0x%llx crosses 4 KiB", name_,
                         static_cast<unsigned long long>(burst.address),
                         static_cast<unsigned long long>(end));
        }
        break;
      case MemoryBurst::kWrap:
        if (burst.beats != 2 && burst.beats != 4 && burst.beats != 8 && burst.beats != 16) {
          complaints.add("%s: WRAP burst of %u beats", name_, burst.beats);
        }
        if (burst.address != aligned) complaints.add("%s: WRAP burst is not aligned", name_);
        break;
      default:
        complaints.add("%s: reserved kind of burst", name_);
        burst.kind = MemoryBurst::kIncrement;
    }
  }
};

}  // namespace hb

#endif
