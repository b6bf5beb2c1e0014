// The AXI4 slave on a bus of a memory: reader, writer, and both as a driver.
#ifndef HB_MEMORY_PORT_H
#define HB_MEMORY_PORT_H

#include <deque>
#include <memory>
#include <vector>

#include "hb_memory.h"

namespace hb {

// Which answer goes next: the oldest one, or, if answers with different ids may overtake each
// other, one of those that are due and the oldest of their id. The size when none is due.
template <typename Answer>
size_t pick(const std::deque<Answer>& answers, uint64_t now, bool overtake, Draws& draws) {
  if (!overtake) return !answers.empty() && answers.front().due <= now ? 0 : answers.size();
  std::vector<size_t> candidates;
  for (size_t i = 0; i < answers.size(); i++) {
    bool oldest = answers[i].due <= now;
    for (size_t j = 0; j < i && oldest; j++) oldest = answers[j].id != answers[i].id;
    if (oldest) candidates.push_back(i);
  }
  return candidates.empty() ? answers.size() : candidates[draws.next() % candidates.size()];
}

struct MemoryOrder {
  bool overtake = false;
  Draws draws;
};

struct ReadPorts {
  AddressPorts address;
  Port id, data, resp, last, valid, ready;
};

class MemoryReader {
 public:
  MemoryReader(Memory& memory, const ReadPorts& ports)
      : address("read address", ports.address, ports.data.width / 8),
        memory_(memory),
        ports_(ports),
        bus_bytes_(ports.data.width / 8) {}
  AddressChannel address;
  Stalls stalls;
  Latency latency;
  uint64_t bursts = 0, beats = 0;
  uint64_t in_flight() const { return bursts_.size(); }

  void drive(uint64_t now, MemoryOrder& order) {
    address.drive();
    if (!offered_) {
      current_ = pick(bursts_, now, order.overtake, order.draws);
      offered_ = current_ < bursts_.size() && !stalls.stall();
      if (offered_) present(bursts_[current_]);
    }
    set_bit(ports_.valid, offered_);
  }
  void rest() {
    address.rest();
    set_bit(ports_.valid, false);
    bursts_.clear();
    offered_ = false;
  }
  void sample(Complaints& complaints) {
    if (offered_ && get_bit(ports_.ready)) {
      offered_ = false;
      beats++;
      if (++bursts_[current_].next == bursts_[current_].beats) {
        bursts_.erase(bursts_.begin() + static_cast<ptrdiff_t>(current_));
      }
    }
    MemoryBurst burst;
    if (address.sample(complaints, &burst)) {
      burst.due = complaints.cycle() + latency.draw();
      bursts_.push_back(burst);
      bursts++;
    }
  }

 private:
  Memory& memory_;
  const ReadPorts ports_;
  const uint32_t bus_bytes_;
  std::deque<MemoryBurst> bursts_;
  size_t current_ = 0;
  bool offered_ = false;

  // Lanes beside those of the beat carry zeros.
  void present(const MemoryBurst& burst) {
    const uint64_t from = burst.beat_address();
    const uint32_t count = burst.beat_bytes();
    const uint32_t response = memory_.response(from, count);
    uint8_t* lanes = static_cast<uint8_t*>(ports_.data.storage);
    std::memset(lanes, 0, bus_bytes_);
    if (response == kOkay) {
      std::memcpy(lanes + from % bus_bytes_, memory_.at(from), count);
    }
    if (ports_.id.storage != nullptr) set_value(ports_.id, burst.id);
    if (ports_.resp.storage != nullptr) set_value(ports_.resp, response);
    if (ports_.last.storage != nullptr) set_bit(ports_.last, burst.next + 1 == burst.beats);
  }
};

struct WritePorts {
  AddressPorts address;
  Port data, strb, last, valid, ready;
  Port response_id, resp, response_valid, response_ready;
};

struct WriteBeat {
  static constexpr uint32_t kMostBytes = 64;
  uint8_t data[kMostBytes] = {};
  uint64_t strobes = 0;
  bool last = false;
  bool operator==(const WriteBeat& o) const {
    return strobes == o.strobes && last == o.last && std::memcmp(data, o.data, kMostBytes) == 0;
  }
};

// Takes data before or behind their address, as AXI4 allows.
class MemoryWriter {
 public:
  MemoryWriter(Memory& memory, const WritePorts& ports)
      : address("write address", ports.address, ports.data.width / 8),
        memory_(memory),
        ports_(ports),
        bus_bytes_(ports.data.width / 8),
        held_("write data") {}
  AddressChannel address;
  Stalls data_stalls, response_stalls;
  Latency latency;
  uint64_t bursts = 0, beats = 0;
  uint64_t in_flight() const { return bursts_.size() + beats_.size() + answers_.size(); }

  void drive(uint64_t now, MemoryOrder& order) {
    address.drive();
    set_bit(ports_.ready, ready_ = !data_stalls.stall());
    if (!offered_) {
      current_ = pick(answers_, now, order.overtake, order.draws);
      offered_ = current_ < answers_.size() && !response_stalls.stall();
      if (offered_) {
        if (ports_.response_id.storage != nullptr) {
          set_value(ports_.response_id, answers_[current_].id);
        }
        if (ports_.resp.storage != nullptr) set_value(ports_.resp, answers_[current_].response);
      }
    }
    set_bit(ports_.response_valid, offered_);
  }
  void rest() {
    address.rest();
    set_bit(ports_.ready, false);
    set_bit(ports_.response_valid, false);
    held_.forget();
    bursts_.clear();
    beats_.clear();
    answers_.clear();
    offered_ = false;
  }
  void sample(Complaints& complaints) {
    if (offered_ && get_bit(ports_.response_ready)) {
      offered_ = false;
      answers_.erase(answers_.begin() + static_cast<ptrdiff_t>(current_));
    }
    MemoryBurst burst;
    if (address.sample(complaints, &burst)) {
      bursts_.push_back(burst);
      bursts++;
    }
    take_data(complaints);
    while (!bursts_.empty() && !beats_.empty()) {
      store(bursts_.front(), beats_.front(), complaints);
      beats_.pop_front();
      if (++bursts_.front().next < bursts_.front().beats) continue;
      bursts_.front().due = complaints.cycle() + latency.draw();
      answers_.push_back(bursts_.front());
      bursts_.pop_front();
    }
  }

 private:
  Memory& memory_;
  const WritePorts ports_;
  const uint32_t bus_bytes_;
  Held<WriteBeat> held_;
  std::deque<MemoryBurst> bursts_, answers_;
  std::deque<WriteBeat> beats_;
  size_t current_ = 0;
  bool ready_ = false, offered_ = false;

  void take_data(Complaints& complaints) {
    const bool valid = get_bit(ports_.valid);
    WriteBeat beat;
    if (valid) {
      std::memcpy(beat.data, ports_.data.storage, bus_bytes_);
      beat.strobes = value_or(ports_.strb, ~uint64_t{0});
      beat.last = ports_.last.storage != nullptr && get_bit(ports_.last);
    }
    held_.check(valid, ready_, beat, complaints);
    if (!valid || !ready_) return;
    beats_.push_back(beat);
    beats++;
  }
  void store(MemoryBurst& burst, const WriteBeat& beat, Complaints& complaints) {
    const uint64_t from = burst.beat_address();
    const uint32_t count = burst.beat_bytes();
    const uint32_t lane = static_cast<uint32_t>(from % bus_bytes_);
    const bool final_beat = burst.next + 1 == burst.beats;
    if (ports_.last.storage != nullptr && beat.last != final_beat) {
      complaints.add("write data: beat %u of %u %s wlast", burst.next, burst.beats,
                     beat.last ? "carries" : "lacks");
    }
    if (ports_.strb.storage != nullptr) {
      const uint64_t lanes = (count == 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1) << lane;
      if ((beat.strobes & ~lanes) != 0) complaints.add("write data: strobes beside the beat");
    }
    const uint32_t response = memory_.response(from, count);
    if (response > burst.response) burst.response = response;
    if (response != kOkay) return;
    uint8_t* to = memory_.at(from);
    for (uint32_t i = 0; i < count; i++) {
      if ((beat.strobes >> (lane + i)) & 1) to[i] = beat.data[lane + i];
    }
  }
};

// The slave on one bus, which has the channels of reads, of writes, or both.
class MemoryPort final : public Driver {
 public:
  explicit MemoryPort(const uint64_t* cycle) : complaints(cycle) {}
  std::unique_ptr<MemoryReader> reader;
  std::unique_ptr<MemoryWriter> writer;
  Complaints complaints;
  MemoryOrder order;

  void drive() override {
    if (reader) reader->drive(complaints.cycle(), order);
    if (writer) writer->drive(complaints.cycle(), order);
  }
  void sample() override {
    if (reader) reader->sample(complaints);
    if (writer) writer->sample(complaints);
  }
  void rest() override {
    if (reader) reader->rest();
    if (writer) writer->rest();
  }
};

}  // namespace hb

#endif
