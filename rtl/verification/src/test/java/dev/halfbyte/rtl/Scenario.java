package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program with its in stream and the out stream it must produce.
///
/// @param config the configuration it is made for
/// @param commands the program, END included
/// @param costs what each command takes
/// @param inBeats beats for the LOADs, in order
/// @param outBeats beats of the STOREs, in order
/// @param lastBeats indexes of the out beats that carry tlast
/// @param dram beats of the DRAM from its first on
record Scenario(
    AcceleratorConfig config,
    List<Command> commands,
    List<Cost> costs,
    List<Long> inBeats,
    List<Long> outBeats,
    List<Integer> lastBeats,
    List<Long> dram) {

  /// A scenario without a DRAM.
  Scenario(
      AcceleratorConfig config,
      List<Command> commands,
      List<Cost> costs,
      List<Long> inBeats,
      List<Long> outBeats,
      List<Integer> lastBeats) {
    this(config, commands, costs, inBeats, outBeats, lastBeats, List.of());
  }

  /// Returns a random scenario of a seed.
  static Scenario of(AcceleratorConfig config, long seed) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE, SHIFT -> TwoLayerScenario.of(config, seed);
      case ROW -> RowScenario.of(config, seed);
    };
  }

  /// Writes the files that tb_accel reads.
  void write(Path folder) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outBeats.size(); i++) {
      out.add("%d%016x".formatted(lastBeats.contains(i) ? 1 : 0, outBeats.get(i)));
    }
    List<Integer> program = CommandFormat.program(commands);
    List<Integer> sizes = List.of(program.size(), inBeats.size(), outBeats.size(), dram.size());
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("sizes.hex"), hex(sizes, "%08x"));
      Files.write(folder.resolve("program.hex"), hex(program, "%08x"));
      Files.write(folder.resolve("in.hex"), hex(inBeats, "%016x"));
      Files.write(folder.resolve("out.hex"), out);
      Files.write(folder.resolve("dram.hex"), hex(dram, "%016x"));
      Files.write(folder.resolve("expect.hex"), hex(counters(), "%016x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns what the counters must read after a run without stalls, in register order.
  List<Long> counters() {
    Prediction prediction = new Timing(config).predict(commands, costs);
    Map<Unit, Long> busy = prediction.busyCycles();
    return List.of(
        prediction.totalCycles(),
        busy.get(Unit.LOAD),
        busy.get(Unit.MAC),
        busy.get(Unit.EW),
        busy.get(Unit.STORE),
        0L,
        0L,
        prediction.waitCycles(),
        prediction.macs(),
        prediction.skipped(),
        busy.get(Unit.SOFTMAX),
        busy.get(Unit.NORM),
        busy.get(Unit.DRAIN),
        starved(),
        0L);
  }

  private long starved() {
    return commands.stream().mapToLong(new Timing(config)::dramStarvedCycles).sum();
  }

  private static List<String> hex(List<?> values, String format) {
    return values.stream().map(format::formatted).toList();
  }
}
