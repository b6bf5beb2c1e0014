package dev.halfbyte.sim.verilator;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/// When a memory answers on one of its buses.
///
/// @param stalls pauses of its side of the five handshakes
/// @param read from an accepted read address to the first beat
/// @param write from the last beat of a write, or its address if that comes later, to the response
/// @param overtaking whether answers with different ids may come in another order than their
///   requests, beats of reads among each other included
public record MemoryTiming(BusStalls stalls, Latency read, Latency write, boolean overtaking) {
  /// Every handshake in the first cycle, answers in order and `latency` cycles behind requests.
  public static MemoryTiming prompt(int latency) {
    return new MemoryTiming(BusStalls.none(), Latency.of(latency), Latency.of(latency), false);
  }

  /// Each handshake pauses with this probability, answers take 1 to `longest` cycles and overtake
  /// each other, all drawn from one seed.
  public static MemoryTiming random(long seed, double probability, int longest) {
    BusStalls stalls =
        new BusStalls(
            new Stalls(seed + 1, probability),
            new Stalls(seed + 2, probability),
            new Stalls(seed + 3, probability),
            new Stalls(seed + 4, probability),
            new Stalls(seed + 5, probability));
    Latency read = new Latency(seed + 6, 1, longest);
    Latency write = new Latency(seed + 7, 1, longest);
    return new MemoryTiming(stalls, read, write, true);
  }

  /// In the order of the driver.
  long[] settings() {
    LongStream pauses =
        stalls.channels().stream()
            .flatMapToLong(one -> LongStream.of(one.seed(), one.threshold(), one.longest()));
    LongStream latencies =
        Stream.of(write, read)
            .flatMapToLong(one -> LongStream.of(one.seed(), one.least(), one.most()));
    LongStream order = LongStream.of(overtaking ? 1 : 0, read.seed());
    return LongStream.concat(LongStream.concat(pauses, latencies), order).toArray();
  }
}
