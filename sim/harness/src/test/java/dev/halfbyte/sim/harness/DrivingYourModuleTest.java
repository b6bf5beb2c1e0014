package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.MemoryPort;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.sim.verilator.Signal;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import dev.halfbyte.sim.verilator.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The code of sim/docs/driving-your-module.md: each stretch between two `page` marks stands there
/// word for word.
class DrivingYourModuleTest {
  private static final Path PAGE = ToyBuild.ROOT.resolve("sim/docs/driving-your-module.md");
  private static final Path SELF =
      ToyBuild.ROOT.resolve(
          "sim/harness/src/test/java/dev/halfbyte/sim/harness/DrivingYourModuleTest.java");

  private final Path folder = ToyBuild.ROOT.resolve("sim/docs/example");
  private final Path cacheFolder = ToyBuild.CACHE;

  @TempDir Path results;

  @Test
  void oneBeatByHand() {
    // page: build
    Design design = Design.of("popcount_stream", folder.resolve("popcount_stream.sv"));
    ModelCache cache = ModelCache.in(cacheFolder);
    Model model = cache.build(design.with("WIDTH", 64), BuildOptions.standard());
    // page end

    // page: ports
    try (Simulation simulation = model.open()) {
      simulation.reset(2);
      simulation.signal("s_axis_tdata").set(0xff00ff);
      simulation.signal("s_axis_tvalid").set(1);
      simulation.signal("m_axis_tready").set(1);
      simulation.step(1);
      Signal count = simulation.signal("m_axis_tdata");
      assertEquals(16, count.get());
    }
    // page end
  }

  @Test
  void streamsWithStalls() {
    Model model = model(TraceFormat.NONE);
    long[] beats = new Random(1).longs(1000).toArray();
    // page: streams
    try (Simulation simulation = model.open()) {
      StreamSource source = simulation.source("s_axis_", new Stalls(1, 0.3));
      StreamSink sink = simulation.sink("m_axis_", new Stalls(2, 0.3));
      StreamScoreboard scoreboard = new StreamScoreboard(sink);
      simulation.reset(2);

      source.pushPacket(beats);
      scoreboard.expectPacket(LongStream.of(beats).map(Long::bitCount).toArray());
      RunResult result = simulation.run(100_000, scoreboard.complete());

      scoreboard.verify();
      assertTrue(result.cycles() > 1000);
      assertEquals(1000, simulation.signal("beats_o").get());
    }
    // page end
  }

  @Test
  void aFifoUnderRandomStalls() {
    Random random = new Random(1);
    // page: fifo
    Design design = Design.of("my_fifo", folder.resolve("my_fifo.sv")).with("DEPTH", 5);
    Model model = ModelCache.in(cacheFolder).build(design, BuildOptions.standard());
    for (int seed = 0; seed < 20; seed++) {
      try (Simulation simulation = model.open(SimulationOptions.standard().withSeed(seed))) {
        StreamSource source = simulation.source("s_axis_", new Stalls(seed, 0.3, 8));
        StreamSink sink = simulation.sink("m_axis_", new Stalls(~seed, 0.3, 8));
        StreamScoreboard scoreboard = new StreamScoreboard(sink);
        simulation.reset(2);
        for (int packet = 0; packet < 50; packet++) {
          long[] beats = random.longs(1 + random.nextInt(20), 0, 1L << 32).toArray();
          source.pushPacket(beats);
          scoreboard.expectPacket(beats);
        }
        simulation.run(100_000, scoreboard.complete());
        scoreboard.verify();
      }
    }
    // page end
  }

  @Test
  void registersAndMemory() {
    // page: memory
    Design design = Design.of("sum_memory", folder.resolve("sum_memory.sv"));
    Model model = ModelCache.in(cacheFolder).build(design, BuildOptions.standard());
    try (Simulation simulation = model.open()) {
      RegisterBus registers = simulation.registers("s_axil_");
      Axi4Memory memory = simulation.memory(0x8000, 4096);
      MemoryPort port = memory.port("m_axi_", MemoryTiming.random(1, 0.2, 50));
      simulation.reset(2);

      memory.writeLongs(0x8000, LongStream.range(0, 512).toArray());
      registers.write(0, 0x8000);
      registers.write(4, 256);
      RunResult result = simulation.run(100_000, new StopCondition.PortEquals("done_o", 1));

      assertTrue(result.stopped());
      assertEquals(511 * 512 / 2, registers.read(8));
      port.verify();
      assertEquals(1024, port.traffic().readBeats());
    }
    // page end
  }

  @Test
  void stopConditions() {
    try (Simulation simulation = model(TraceFormat.NONE).open()) {
      simulation.sink("m_axis_", Stalls.none());
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      simulation.reset(2);
      // page: stop
      source.push(new long[50]);
      RunResult result = simulation.run(1000, new StopCondition.PortEquals("beats_o", 20));
      assertEquals(new RunResult(RunResult.Reason.PORT_EQUALS, 20), result);
      // page end
    }
  }

  @Test
  void wavesAndSeeds() throws IOException {
    Design design = Design.of("popcount_stream", folder.resolve("popcount_stream.sv"));
    ModelCache cache = ModelCache.in(cacheFolder);
    Path waves = results.resolve("run.fst");
    // page: trace
    Model model = cache.build(design, BuildOptions.standard().withTrace(TraceFormat.FST));
    try (Simulation simulation = model.open(SimulationOptions.standard().withSeed(7))) {
      simulation.reset(2);
      simulation.step(1_000);
      simulation.traceTo(waves);
      simulation.step(100);
      simulation.traceOff();
    }
    // page end
    assertTrue(Files.size(waves) > 300);
  }

  @Test
  void thePageHoldsThisCode() throws IOException {
    String page = Files.readString(PAGE);
    List<String> snippets = snippets(Files.readAllLines(SELF));
    assertEquals(7, snippets.size());
    for (String snippet : snippets) {
      assertTrue(page.contains(snippet), "the page lacks:\n" + snippet);
    }
    for (String example : List.of("popcount_stream.sv", "my_fifo.sv")) {
      assertTrue(page.contains(Files.readString(folder.resolve(example))), example);
    }
  }

  private Model model(TraceFormat trace) {
    Design design = Design.of("popcount_stream", folder.resolve("popcount_stream.sv"));
    return ModelCache.in(cacheFolder).build(design, BuildOptions.standard().withTrace(trace));
  }

  private static List<String> snippets(List<String> lines) {
    List<String> snippets = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    boolean inside = false;
    for (String line : lines) {
      String mark = line.strip();
      if (mark.equals("// page end")) {
        snippets.add(open.toString().stripTrailing().stripIndent());
        open.setLength(0);
        inside = false;
      } else if (mark.startsWith("// page: ")) {
        inside = true;
      } else if (inside) {
        open.append(line).append('\n');
      }
    }
    return snippets;
  }
}
