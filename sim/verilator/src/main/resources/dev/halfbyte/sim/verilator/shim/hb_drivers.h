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

// Draws from a seed (SplitMix64): equal seeds give equal runs.
class Draws {
 public:
  explicit Draws(uint64_t seed = 0) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

// A coin, one throw a cycle: with probability threshold / 65536 a pause begins, which lasts 1 to
// `longest` cycles.
class Stalls {
 public:
  void configure(uint64_t seed, uint32_t threshold, uint32_t longest) {
    draws_ = Draws(seed);
    threshold_ = threshold;
    longest_ = longest;
    left_ = 0;
  }
  bool stall() {
    if (threshold_ == 0) return false;
    if (left_ > 0) {
      left_--;
      return true;
    }
    const uint64_t z = draws_.next();
    if ((z >> 48) >= threshold_) return false;
    left_ = static_cast<uint32_t>(z & 0xffffffffu) % longest_;
    return true;
  }

 private:
  Draws draws_;
  uint32_t threshold_ = 0, longest_ = 1, left_ = 0;
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
  void discard() {
    clear();
    offered_ = false;
  }

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
    if (available() == 0) discard();
    return beats;
  }
  void discard() {
    words_.clear();
    last_.clear();
    next_ = 0;
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

// One of the five handshakes of AXI4-Lite, from the master's side: what is begun is offered after a
// pause, and a valid stays until it is taken; a ready may come and go.
struct LiteChannel {
  Stalls stalls;
  bool pending = false, offered = false;

  void begin() {
    pending = true;
    offered = false;
  }
  bool offer() {
    if (pending && !offered) offered = !stalls.stall();
    return pending && offered;
  }
  bool ready() { return pending && (offered = !stalls.stall()); }
  bool take(const Port& other) {
    if (!pending || !offered || !get_bit(other)) return false;
    pending = offered = false;
    return true;
  }
};

// Counts answers that were taken back or changed before they were taken.
class LiteAnswer {
 public:
  void check(bool valid, bool taken, uint64_t content) {
    if (held_ && (!valid || content != content_)) violations_++;
    held_ = valid && !taken;
    content_ = content;
  }
  void forget() { held_ = false; }
  uint64_t violations() const { return violations_; }

 private:
  bool held_ = false;
  uint64_t content_ = 0, violations_ = 0;
};

// One transaction at a time; the five handshakes pause independently.
class LiteMaster final : public Driver {
 public:
  enum Channel { kWriteAddress, kWriteData, kWriteResponse, kReadAddress, kReadData, kChannels };

  explicit LiteMaster(const LitePorts& ports) : ports_(ports) {}
  Stalls& stalls(int32_t channel) { return channels_[channel].stalls; }
  uint64_t violations() const { return write_answer_.violations() + read_answer_.violations(); }

  void start_write(uint64_t address, uint32_t data) {
    set_value(ports_.awaddr, address);
    set_value(ports_.wdata, data);
    set_value(ports_.wstrb, ~uint64_t{0});
    for (int channel : {kWriteAddress, kWriteData, kWriteResponse}) channels_[channel].begin();
  }
  void start_read(uint64_t address) {
    set_value(ports_.araddr, address);
    for (int channel : {kReadAddress, kReadData}) channels_[channel].begin();
  }
  bool busy() const { return channels_[kWriteResponse].pending || channels_[kReadData].pending; }
  uint32_t data() const { return data_; }
  uint32_t response() const { return response_; }
  void abandon() {
    for (LiteChannel& channel : channels_) channel.pending = channel.offered = false;
  }

  void drive() override {
    set_bit(ports_.awvalid, channels_[kWriteAddress].offer());
    set_bit(ports_.wvalid, channels_[kWriteData].offer());
    set_bit(ports_.bready, channels_[kWriteResponse].ready());
    set_bit(ports_.arvalid, channels_[kReadAddress].offer());
    set_bit(ports_.rready, channels_[kReadData].ready());
  }
  void rest() override {
    for (const Port& port : {ports_.awvalid, ports_.wvalid, ports_.bready, ports_.arvalid,
                             ports_.rready}) {
      set_bit(port, false);
    }
    write_answer_.forget();
    read_answer_.forget();
  }
  void sample() override {
    const uint64_t bresp = get_value(ports_.bresp);
    const uint64_t rresp = get_value(ports_.rresp), rdata = get_value(ports_.rdata);
    const bool bvalid = get_bit(ports_.bvalid), rvalid = get_bit(ports_.rvalid);
    write_answer_.check(bvalid, get_bit(ports_.bready), bresp);
    read_answer_.check(rvalid, get_bit(ports_.rready), rresp << 32 | rdata);
    if (channels_[kWriteResponse].take(ports_.bvalid)) response_ = static_cast<uint32_t>(bresp);
    channels_[kWriteAddress].take(ports_.awready);
    channels_[kWriteData].take(ports_.wready);
    if (channels_[kReadData].take(ports_.rvalid)) {
      data_ = static_cast<uint32_t>(rdata);
      response_ = static_cast<uint32_t>(rresp);
    }
    channels_[kReadAddress].take(ports_.arready);
  }

 private:
  const LitePorts ports_;
  LiteChannel channels_[kChannels];
  LiteAnswer write_answer_, read_answer_;
  uint32_t data_ = 0, response_ = 0;
};

}  // namespace hb

#endif
