package dev.halfbyte.sim.verilator;

import static dev.halfbyte.sim.verilator.HandMaster.BASE;
import static dev.halfbyte.sim.verilator.HandMaster.BYTES;
import static dev.halfbyte.sim.verilator.HandMaster.FIXED;
import static dev.halfbyte.sim.verilator.HandMaster.INCR;
import static dev.halfbyte.sim.verilator.HandMaster.WRAP;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Axi4MemoryTest {
  private static final MemoryTiming PROMPT = MemoryTiming.prompt(1);
  private static final long OKAY = 0;
  private static final long SLVERR = 2;
  private static final long DECERR = 3;

  private final Model model = Designs.model("axi_wires");

  @Test
  void eachKindOfBurstReadsItsBytes() {
    try (HandMaster master = new HandMaster(model, PROMPT)) {
      byte[] content = new byte[64];
      IntStream.range(0, 64).forEach(i -> content[i] = (byte) i);
      master.memory.write(BASE, content);
      assertEquals(
          List.of(0x0b0a0908L, 0x0f0e0d0cL, 0x13121110L), master.read(BASE + 8, 3, 2, INCR));
      assertEquals(
          List.of(0x0b0a0900L, 0x0f0e0d0cL), master.read(BASE + 9, 2, 2, INCR), "unaligned");
      assertEquals(List.of(0x0900L, 0x0b0a0000L), master.read(BASE + 9, 2, 1, INCR), "narrow");
      assertEquals(List.of(0x0a0000L, 0x0b000000L, 0x0cL), master.read(BASE + 10, 3, 0, INCR));
      assertEquals(
          List.of(0x1b1a1918L, 0x1f1e1d1cL, 0x13121110L, 0x17161514L),
          master.read(BASE + 24, 4, 2, WRAP));
      assertEquals(List.of(0x07060504L, 0x07060504L), master.read(BASE + 4, 2, 2, FIXED));
      master.port.verify();
      assertEquals(new MemoryTraffic(6, 16, 0, 0, 0, 0), master.port.traffic());
    }
  }

  @Test
  void aBeatWritesTheBytesOfItsStrobes() {
    try (HandMaster master = new HandMaster(model, PROMPT)) {
      assertEquals(OKAY, master.write(BASE + 4, 0x11223344, 0x55667788));
      assertEquals(3, master.get("bid"));
      master.address("aw", 0, BASE + 5, 2, 1, INCR).offer("aw");
      master.data(0xffffaaffL, 2, false).offer("w");
      master.data(0xccddffffL, 12, true).offer("w");
      master.await("b");
      assertArrayEquals(
          new byte[] {0, 0x44, (byte) 0xaa, (byte) 0xdd, (byte) 0xcc, (byte) 0x88, 0x77},
          master.memory.read(BASE + 3, 7));
      master.port.verify();
    }
  }

  @Test
  void dataMayComeBeforeTheirAddress() {
    try (HandMaster master = new HandMaster(model, PROMPT)) {
      master.data(7, 15, false).offer("w");
      master.data(8, 15, true).offer("w");
      assertEquals(2, master.port.traffic().unfinished());
      assertThrows(SimulationFailure.class, master.port::verify);
      master.address("aw", 0, BASE, 2, 2, INCR).offer("aw");
      master.await("b");
      assertArrayEquals(new long[] {0x8_0000_0007L}, master.memory.readLongs(BASE, 1));
      master.port.verify();
    }
  }

  @Test
  void wrongPlacesAreAnsweredWithErrorsAndKeepTheirContent() {
    try (HandMaster master = new HandMaster(model, PROMPT)) {
      master.memory.fail(BASE + 4, 4);
      assertEquals(SLVERR, master.write(BASE, 1, 2, 3));
      assertArrayEquals(new long[] {1, 3}, master.memory.readLongs(BASE, 2));
      master.address("ar", 1, BASE, 3, 2, INCR).offer("ar");
      assertEquals(
          List.of(
              new HandMaster.Beat(1, 1, OKAY, false),
              new HandMaster.Beat(1, 0, SLVERR, false),
              new HandMaster.Beat(1, 3, OKAY, true)),
          master.beats(3));
      assertEquals(DECERR, master.write(BASE - 4, 9));
      assertEquals(DECERR, master.write(BASE + BYTES, 9));
      assertEquals(OKAY, master.write(BASE + BYTES - 4, 9));
      master.port.verify();
    }
  }

  @Test
  void latencyIsTheDistanceOfTheHandshakes() {
    for (int latency : new int[] {1, 2, 30}) {
      try (HandMaster master = new HandMaster(model, MemoryTiming.prompt(latency))) {
        long asked = master.address("ar", 0, BASE, 1, 2, INCR).offer("ar");
        assertEquals(asked + latency, master.await("r"));
        master.data(1, 15, true).offer("w");
        long written = master.address("aw", 0, BASE, 1, 2, INCR).offer("aw");
        assertEquals(written + latency, master.await("b"));
      }
    }
  }

  @Test
  void answersOfOneIdKeepTheirOrderAndThoseOfTwoNeedNot() {
    MemoryTiming timing = MemoryTiming.random(3, 0.2, 20);
    try (HandMaster master = new HandMaster(model, timing)) {
      for (int i = 0; i < 32; i++) {
        master.memory.writeLongs(BASE + 8 * i, i);
        master.address("ar", i % 4, BASE + 8 * i, 1, 2, INCR).offer("ar");
      }
      List<HandMaster.Beat> beats = master.beats(32);
      for (int id = 0; id < 4; id++) {
        int which = id;
        assertEquals(
            IntStream.range(0, 8).mapToObj(i -> 4L * i + which).toList(),
            beats.stream().filter(beat -> beat.id() == which).map(HandMaster.Beat::data).toList());
      }
      List<Long> inOrder = IntStream.range(0, 32).mapToObj(i -> (long) i).toList();
      assertNotEquals(inOrder, beats.stream().map(HandMaster.Beat::data).toList());
      master.port.verify();
    }
  }

  @Test
  void aResetForgetsRequestsAndKeepsTheContent() {
    try (HandMaster master = new HandMaster(model, MemoryTiming.prompt(5))) {
      master.write(BASE, 77);
      master.address("ar", 0, BASE, 4, 2, INCR).offer("ar");
      master.address("aw", 0, BASE, 2, 2, INCR).offer("aw");
      master.data(5, 15, false).offer("w");
      master.simulation.reset(1);
      assertEquals(0, master.port.traffic().unfinished());
      master.set("rready", 1).set("bready", 1);
      for (int cycle = 0; cycle < 20; cycle++) {
        master.step();
        assertEquals(0, master.get("rvalid") + master.get("bvalid"));
      }
      master.set("rready", 0).set("bready", 0);
      assertEquals(OKAY, master.write(BASE + 4, 6));
      assertEquals(List.of(5L, 6L), master.read(BASE, 2, 2, INCR));
    }
  }

  @Test
  void brokenRulesAreToldWithTheirCycle() {
    try (HandMaster master = new HandMaster(model, PROMPT)) {
      master.address("ar", 0, BASE + 0xffc, 2, 2, INCR).offer("ar");
      master.beats(2);
      master.address("ar", 0, BASE, 3, 2, WRAP).offer("ar");
      master.beats(3);
      master.address("ar", 0, BASE + 2, 2, 2, WRAP).offer("ar");
      master.beats(2);
      master.address("ar", 0, BASE, 17, 2, FIXED).offer("ar");
      master.beats(17);
      master.address("ar", 0, BASE, 1, 3, INCR).offer("ar");
      master.beats(1);
      master.address("ar", 0, BASE, 1, 2, 3).offer("ar");
      master.beats(1);
      master.address("aw", 0, BASE, 2, 1, INCR).offer("aw");
      master.data(0, 7, true).offer("w");
      master.data(0, 0, false).offer("w");
      master.await("b");
      assertEquals(
          List.of(
              "read address: burst from 0x10ffc to 0x11003 crosses 4 KiB",
              "read address: WRAP burst of 3 beats",
              "read address: WRAP burst is not aligned",
              "read address: FIXED burst of 17 beats",
              "read address: beats of 8 bytes on a bus of 4",
              "read address: reserved kind of burst",
              "write data: beat 0 of 2 carries wlast",
              "write data: strobes beside the beat",
              "write data: beat 1 of 2 lacks wlast"),
          master.port.violations().stream()
              .map(line -> line.replaceFirst("cycle \\d+: ", ""))
              .toList());
      assertTrue(master.port.violations().getFirst().startsWith("cycle 2: "));
      SimulationFailure failure = assertThrows(SimulationFailure.class, () -> master.port.verify());
      assertEquals(FailureCode.PROTOCOL_BROKEN, failure.code());
      assertTrue(
          failure.getMessage().startsWith("9 violations of AXI4: [cycle 2: "),
          failure.getMessage());
    }
  }

  @Test
  void offersThatAreChangedOrTakenBackAreTold() {
    Stalls never = new Stalls(1, 0.999);
    MemoryTiming slow =
        new MemoryTiming(
            new BusStalls(never, never, never, never, never), Latency.of(1), Latency.of(1), false);
    try (HandMaster master = new HandMaster(model, slow)) {
      for (String channel : List.of("ar", "aw", "w")) {
        String content = channel.equals("w") ? "wdata" : channel + "addr";
        master.set(content, BASE).set(channel + "valid", 1).step();
        master.set(content, BASE + 4).step();
        master.set(channel + "valid", 0).step();
      }
      assertEquals(
          List.of(
              "cycle 3: read address changed while it waited",
              "cycle 4: read address was taken back",
              "cycle 6: write address changed while it waited",
              "cycle 7: write address was taken back",
              "cycle 9: write data changed while it waited",
              "cycle 10: write data was taken back"),
          master.port.violations());
    }
  }

  @Test
  void aBusMayBeWiderThanALong() {
    Model wide =
        Designs.cache()
            .build(Designs.design("axi_wires").with("WIDTH", 512), BuildOptions.standard());
    try (Simulation simulation = wide.open()) {
      Axi4Memory memory = simulation.memory(0, 1 << 12);
      memory.port("m_axi_", PROMPT);
      simulation.reset(1);
      memory.writeLongs(128, 1, 2, 3, 4, 5, 6, 7, 8);
      simulation.signal("araddr").set(128);
      simulation.signal("arsize").set(6);
      simulation.signal("arvalid").set(1);
      simulation.step(1);
      simulation.signal("arvalid").set(0);
      simulation.step(1);
      assertArrayEquals(
          new int[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0},
          simulation.signal("rdata").words());
    }
  }

  @Test
  void whatCannotBeAttachedOrReachedIsRefused() {
    try (Simulation simulation = model.open()) {
      Axi4Memory memory = simulation.memory(16, 16);
      assertThrows(SimulationFailure.class, () -> memory.port("s_axi_", PROMPT));
      // The test's side of the wires is a bus the other way round.
      assertThrows(SimulationFailure.class, () -> memory.port("", PROMPT));
      assertThrows(SimulationFailure.class, () -> simulation.memory(0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.read(15, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.writeLongs(25, 0));
      assertEquals(16, memory.read(16, 16).length);
      assertThrows(SimulationFailure.class, () -> new Latency(0, 0, 1));
      assertThrows(SimulationFailure.class, () -> new Latency(0, 3, 2));
    }
  }
}
