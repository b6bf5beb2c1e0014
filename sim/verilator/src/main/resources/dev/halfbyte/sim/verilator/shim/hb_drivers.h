// Bus drivers that run inside the batch: AXI4-Stream source and sink, AXI4-Lite master.
#ifndef HB_DRIVERS_H
#define HB_DRIVERS_H

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <vector>

#include "hb_model.h"

namespace hb {

inline bool get_bit(const Port& port) { return *static_cast<const uint8_t*>(port.storage) != 0; }
inline void set_bit(const Port& port, bool value) {
  *static_cast<uint8_t*>(port.storage) = value ? 1 : 0;
}

inline uint32_t storage_bytes(uint32_t width) {
  if (width <= 8) return 1;
  if (width <= 16) return 2;
  if (width <= 32) return 4;
  if (width <= 64) return 8;
  return 4 * ((width + 31) / 32);
}

inline uint64_t get_value(const Port& port) {
  uint64_t value = 0;
  const uint32_t bytes = storage_bytes(port.width);
  std::memcpy(&value, port.storage, bytes < 8 ? bytes : 8);
  return value;
}

inline void set_value(const Port& port, uint64_t value) {
  if (port.width < 64) value &= (uint64_t{1} << port.width) - 1;
  const uint32_t bytes = storage_bytes(port.width);
  std::memcpy(port.storage, &value, bytes < 8 ? bytes : 8);
}

// A seeded coin: true with probability threshold / 65536, one throw a cycle (SplitMix64).
class Stalls {
 public:
  void configure(uint64_t seed, uint32_t threshold) {
    state_ = seed;
    threshold_ = threshold;
  }
  bool stall() {
    if (threshold_ == 0) return false;
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((z ^ (z >> 31)) >> 48) < threshold_;
  }

 private:
  uint64_t state_ = 0;
  uint32_t threshold_ = 0;
};

// drive() sets inputs while the clock is low; sample() reads the settled handshake just before the
// rising edge, which is the value the registers of the design see; rest() withdraws from the bus, as
// it has to be during reset.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual void drive() = 0;
  virtual void sample() = 0;
  virtual void rest() = 0;
};

struct StreamPorts {
  Port data, valid, ready, last;
  bool has_last;
};

// Cycles by what the handshake did: transferred, valid without ready, no data offered. Violations
// count offers that the design took back or changed before they were accepted.
struct StreamStatistics {
  uint64_t beats = 0, blocked = 0, idle = 0, violations = 0;
};

class Stream : public Driver {
 public:
  explicit Stream(const StreamPorts& ports)
      : ports_(ports), beat_words_((ports.data.width + 63) / 64) {}
  Stalls stalls;
  StreamStatistics statistics;
  uint32_t beat_words() const { return beat_words_; }

 protected:
  const StreamPorts ports_;
  const uint32_t beat_words_;
  uint32_t data_bytes() const { return storage_bytes(ports_.data.width); }
};

class StreamSource final : public Stream {
 public:
  using Stream::Stream;
  void push(const uint64_t* words, uint64_t beats, bool last_at_end) {
    if (next_ == pending()) clear();
    words_.insert(words_.end(), words, words + beats * beat_words_);
    last_.insert(last_.end(), beats, 0);
    if (beats > 0 && last_at_end) last_.back() = 1;
  }
  uint64_t waiting() const { return pending() - next_; }

  void drive() override {
    if (!offered_) offered_ = next_ < pending() && !stalls.stall();
    set_bit(ports_.valid, offered_);
    if (offered_) present();
  }
  void rest() override { set_bit(ports_.valid, false); }
  void sample() override {
    if (!offered_) {
      statistics.idle++;
    } else if (get_bit(ports_.ready)) {
      statistics.beats++;
      next_++;
      offered_ = false;
    } else {
      statistics.blocked++;
    }
  }

 private:
  std::vector<uint64_t> words_;
  std::vector<uint8_t> last_;
  uint64_t next_ = 0;
  bool offered_ = false;

  uint64_t pending() const { return last_.size(); }
  void clear() {
    words_.clear();
    last_.clear();
    next_ = 0;
  }
  void present() {
    const uint64_t* beat = words_.data() + next_ * beat_words_;
    if (beat_words_ == 1) {
      set_value(ports_.data, *beat);
    } else {
      std::memcpy(ports_.data.storage, beat, data_bytes());
      const uint32_t spare = ports_.data.width % 32;
      uint32_t* top = static_cast<uint32_t*>(ports_.data.storage) + data_bytes() / 4 - 1;
      if (spare != 0) *top &= (uint32_t{1} << spare) - 1;
    }
    if (ports_.has_last) set_bit(ports_.last, last_[next_] != 0);
  }
};

class StreamSink final : public Stream {
 public:
  using Stream::Stream;
  uint64_t stop_at = 0;  // beats received in total that end a batch; 0 = never

  bool reached() const { return stop_at != 0 && statistics.beats >= stop_at; }
  uint64_t available() const { return last_.size() - next_; }
  uint64_t take(uint64_t* words, uint8_t* last, uint64_t most) {
    const uint64_t beats = most < available() ? most : available();
    for (uint64_t i = 0; i < beats * beat_words_; i++) words[i] = words_[next_ * beat_words_ + i];
    for (uint64_t i = 0; i < beats; i++) last[i] = last_[next_ + i];
    next_ += beats;
    if (available() == 0) {
      words_.clear();
      last_.clear();
      next_ = 0;
    }
    return beats;
  }

  void drive() override {
    ready_ = !stalls.stall();
    set_bit(ports_.ready, ready_);
  }
  void rest() override {
    set_bit(ports_.ready, false);
    held_ = false;
  }
  void sample() override {
    check_offer();
    if (!get_bit(ports_.valid)) {
      statistics.idle++;
    } else if (!ready_) {
      statistics.blocked++;
      hold_offer();
    } else {
      statistics.beats++;
      const size_t at = words_.size();
      words_.resize(at + beat_words_, 0);
      std::memcpy(words_.data() + at, ports_.data.storage, data_bytes());
      last_.push_back(last() ? 1 : 0);
    }
  }

 private:
  std::vector<uint64_t> words_;
  std::vector<uint8_t> last_;
  std::vector<uint8_t> offer_;
  uint64_t next_ = 0;
  bool ready_ = false;
  bool held_ = false;
  bool offer_last_ = false;

  bool last() const { return ports_.has_last && get_bit(ports_.last); }
  void hold_offer() {
    const uint8_t* data = static_cast<const uint8_t*>(ports_.data.storage);
    offer_.assign(data, data + data_bytes());
    offer_last_ = last();
    held_ = true;
  }
  void check_offer() {
    if (!held_) return;
    held_ = false;
    const bool same = get_bit(ports_.valid) && last() == offer_last_ &&
                      std::memcmp(offer_.data(), ports_.data.storage, offer_.size()) == 0;
    if (!same) statistics.violations++;
  }
};

struct LitePorts {
  Port awaddr, awvalid, awready, wdata, wstrb, wvalid, wready, bresp, bvalid, bready;
  Port araddr, arvalid, arready, rdata, rresp, rvalid, rready;
};

// One transaction at a time, no stalls of its own: registers are not where bandwidth is.
class LiteMaster final : public Driver {
 public:
  explicit LiteMaster(const LitePorts& ports) : ports_(ports) {}

  void start_write(uint64_t address, uint32_t data) {
    set_value(ports_.awaddr, address);
    set_value(ports_.wdata, data);
    set_value(ports_.wstrb, ~uint64_t{0});
    address_pending_ = data_pending_ = response_pending_ = true;
  }
  void start_read(uint64_t address) {
    set_value(ports_.araddr, address);
    read_address_pending_ = read_data_pending_ = true;
  }
  bool busy() const { return response_pending_ || read_data_pending_; }
  uint32_t data() const { return data_; }
  uint32_t response() const { return response_; }
  void abandon() {
    address_pending_ = data_pending_ = response_pending_ = false;
    read_address_pending_ = read_data_pending_ = false;
  }

  void drive() override {
    set_bit(ports_.awvalid, address_pending_);
    set_bit(ports_.wvalid, data_pending_);
    set_bit(ports_.bready, response_pending_);
    set_bit(ports_.arvalid, read_address_pending_);
    set_bit(ports_.rready, read_data_pending_);
  }
  void rest() override {
    for (const Port& port : {ports_.awvalid, ports_.wvalid, ports_.bready, ports_.arvalid,
                             ports_.rready}) {
      set_bit(port, false);
    }
  }
  void sample() override {
    if (response_pending_ && get_bit(ports_.bvalid)) {
      response_ = static_cast<uint32_t>(get_value(ports_.bresp));
      response_pending_ = false;
    }
    if (address_pending_ && get_bit(ports_.awready)) address_pending_ = false;
    if (data_pending_ && get_bit(ports_.wready)) data_pending_ = false;
    if (read_data_pending_ && get_bit(ports_.rvalid)) {
      data_ = static_cast<uint32_t>(get_value(ports_.rdata));
      response_ = static_cast<uint32_t>(get_value(ports_.rresp));
      read_data_pending_ = false;
    }
    if (read_address_pending_ && get_bit(ports_.arready)) read_address_pending_ = false;
  }

 private:
  const LitePorts ports_;
  bool address_pending_ = false, data_pending_ = false, response_pending_ = false;
  bool read_address_pending_ = false, read_data_pending_ = false;
  uint32_t data_ = 0, response_ = 0;
};

}  // namespace hb

#endif
