package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random programs on units that take random times: each command goes in the first cycle it may.
class SequencerTest {
  private static final int CMD_DEPTH = 24;
  private static final List<Memory> MEMORIES =
      Stream.of(Memory.values()).filter(Memory::loadable).toList();

  private final Model model = Dut.model("hb_sequencer", Map.of("CMD_DEPTH", CMD_DEPTH));

  @Test
  void commandsGoInOrderAsSoonAsNothingHoldsThem() {
    Random random = new Random(11);
    try (Dut dut = Dut.open(model, 1)) {
      for (int program = 0; program < 200; program++) {
        List<Command> commands = new ArrayList<>();
        int size = random.nextInt(CMD_DEPTH);
        for (int i = 0; i < size; i++) {
          commands.add(command(random));
        }
        commands.add(new Command.End());
        List<Integer> times = random.ints(size + 1, 1, 30).boxed().toList();
        write(dut, commands.stream().map(CommandFormat::encode).toList());
        List<Integer> issued = run(dut, commands, times);
        assertEquals(expected(commands, times), issued, "program " + program);
        assertEquals(0, dut.get("error_o"));
      }
    }
  }

  @Test
  void anUnknownOpcodeWaitsForTheUnitsAndStopsWithAnError() {
    List<Command> commands = List.of(load(Set.of()), load(Set.of()));
    CommandWord unknown = new CommandWord.Builder().set(CommandField.OPCODE, 9).build();
    try (Dut dut = Dut.open(model, 1)) {
      write(dut, List.of(CommandFormat.encode(commands.getFirst()), unknown));
      assertEquals(List.of(1, 7), run(dut, commands, List.of(5, 1)));
      assertEquals(1, dut.get("error_o"));
      dut.set("clear_i", true).cycle();
      dut.set("clear_i", false);
      assertEquals(0, dut.get("error_o"));
      assertEquals(0, dut.get("done_o"));
    }
  }

  @Test
  void commandsOfAbsentUnitsAreUnknown() {
    Random random = new Random(12);
    Map<String, Integer> absent = Map.of("CMD_DEPTH", CMD_DEPTH, "SOFTMAX", 0, "NORM", 0);
    try (Dut dut = Dut.open(Dut.model("hb_sequencer", absent), 1)) {
      for (Opcode opcode : List.of(Opcode.SOFTMAX, Opcode.NORM)) {
        Command command = command(random);
        while (command.opcode() != opcode) {
          command = command(random);
        }
        write(dut, List.of(CommandFormat.encode(load(Set.of())), CommandFormat.encode(command)));
        assertEquals(List.of(1, 7), run(dut, List.of(load(Set.of()), command), List.of(5, 1)));
        assertEquals(1, dut.get("error_o"));
      }
    }
  }

  @Test
  void commandsOfAnAbsentDramAreUnknown() {
    Map<String, Integer> absent = Map.of("CMD_DEPTH", CMD_DEPTH, "DRAM", 0);
    Optional<DramSpan> dram = Optional.of(new DramSpan(0, 1));
    try (Dut dut = Dut.open(Dut.model("hb_sequencer", absent), 1)) {
      for (Command command :
          List.of(
              new Command.Load(Memory.ACT, 0, 1, dram, Set.of()),
              new Command.Store(Memory.ACT, 0, 1, false, dram, Set.of()))) {
        write(dut, List.of(CommandFormat.encode(load(Set.of())), CommandFormat.encode(command)));
        assertEquals(List.of(1, 7), run(dut, List.of(load(Set.of()), command), List.of(5, 1)));
        assertEquals(1, dut.get("error_o"));
      }
    }
  }

  @Test
  void aProgramWithoutEndStopsWithAnErrorBehindTheLastCommand() {
    List<CommandWord> words = new ArrayList<>();
    for (int i = 0; i < CMD_DEPTH; i++) {
      words.add(CommandFormat.encode(load(Set.of())));
    }
    try (Dut dut = Dut.open(model, 1)) {
      write(dut, words);
      start(dut);
      int issued = 0;
      for (int cycle = 0; !dut.isHigh("done_o") && cycle < 1000; cycle++) {
        dut.set("unit_done_i", dut.isHigh("unit_busy_o")).settle();
        issued += dut.get("start_o") != 0 ? 1 : 0;
        dut.cycle();
      }
      assertEquals(CMD_DEPTH, issued);
      assertEquals(1, dut.get("done_o"));
      assertEquals(1, dut.get("error_o"));
    }
  }

  /// Cycles from the issue of a product that takes `time` to the one in which its operands are
  /// read.
  private static int front(int time) {
    return 1 + time / 3;
  }

  /// Runs the program; command c ends `times[c]` cycles after its issue, a product not before the
  /// cycle behind the end of the one in front. Returns the issue cycles, the first running cycle
  /// being 0 and the end taken as an issue.
  private static List<Integer> run(Dut dut, List<Command> commands, List<Integer> times) {
    start(dut);
    List<Integer> issued = new ArrayList<>();
    Map<Integer, Integer> doneAt = new HashMap<>();
    Set<Integer> productDoneAt = new HashSet<>();
    Set<Integer> frontDoneAt = new HashSet<>();
    int lastProduct = 0;
    for (int cycle = 0; issued.size() < commands.size() && cycle < 10_000; cycle++) {
      int done = doneAt.getOrDefault(cycle, 0);
      if (productDoneAt.contains(cycle)) {
        boolean under = (dut.get("unit_busy_o") >> Unit.DRAIN.bit() & 1) != 0;
        done |= 1 << (under ? Unit.DRAIN : Unit.MAC).bit();
      }
      dut.set("unit_done_i", done).set("front_done_i", frontDoneAt.contains(cycle));
      dut.set("start_i", cycle % 3 == 0).settle();
      Command next = commands.get(issued.size());
      int started = (int) dut.get("start_o");
      if (started != 0) {
        assertEquals(Unit.mask(Set.of(next.unit().orElseThrow())), started);
        assertEquals(CommandFormat.encode(next), commandPort(dut));
        int time = times.get(issued.size());
        if (next instanceof Command.Gemm) {
          frontDoneAt.add(cycle + front(time));
          lastProduct = Math.max(cycle + front(time) + time, lastProduct + 1);
          productDoneAt.add(lastProduct);
        } else {
          doneAt.merge(cycle + time, started, (a, b) -> a | b);
        }
        issued.add(cycle);
      }
      dut.cycle();
      if (dut.isHigh("done_o")) {
        issued.add(cycle);
      }
    }
    dut.set("unit_done_i", 0).set("start_i", false).cycle();
    assertEquals(0, dut.get("running_o"));
    return issued;
  }

  /// The rule of the sequencer, told again: in order, free resources, idle units; a product may
  /// follow another one whose operands were read, if nothing else is drained.
  private static List<Integer> expected(List<Command> commands, List<Integer> times) {
    Map<Resource, Integer> freeResource = new EnumMap<>(Resource.class);
    Map<Resource, Integer> productResource = new EnumMap<>(Resource.class);
    Map<Unit, Integer> freeUnit = new EnumMap<>(Unit.class);
    List<Integer> issued = new ArrayList<>();
    int cycle = Timing.FIRST_ISSUE;
    int frontFree = 0;
    for (Command command : commands) {
      boolean product = command instanceof Command.Gemm;
      Set<Unit> needed = EnumSet.noneOf(Unit.class);
      needed.addAll(command instanceof Command.End ? Set.of(Unit.values()) : command.waits());
      command.unit().filter(_ -> !product).ifPresent(needed::add);
      if (product) {
        needed.add(Unit.DRAIN);
        cycle = Math.max(cycle, frontFree);
      }
      for (Unit unit : needed) {
        cycle = Math.max(cycle, freeUnit.getOrDefault(unit, 0));
      }
      for (Resource resource : command.uses()) {
        cycle = Math.max(cycle, freeResource.getOrDefault(resource, 0));
        cycle = Math.max(cycle, product ? 0 : productResource.getOrDefault(resource, 0));
      }
      int time = times.get(issued.size());
      if (product) {
        int before = freeUnit.getOrDefault(Unit.MAC, 0);
        int free = Math.max(cycle + front(time) + time + 1, before + 1);
        freeUnit.put(Unit.DRAIN, before);
        freeUnit.put(Unit.MAC, free);
        frontFree = Math.min(free, cycle + front(time) + 1);
        command.uses().forEach(resource -> productResource.put(resource, free));
      } else {
        int free = cycle + time + 1;
        command.unit().ifPresent(unit -> freeUnit.put(unit, free));
        command.uses().forEach(resource -> freeResource.put(resource, free));
      }
      issued.add(cycle);
      cycle++;
    }
    return issued;
  }

  private static void start(Dut dut) {
    dut.set("start_i", true).set("unit_done_i", 0).cycle();
    dut.set("start_i", false);
    assertEquals(1, dut.get("running_o"));
    assertEquals(0, dut.get("done_o"));
  }

  private static CommandWord commandPort(Dut dut) {
    List<Integer> words = new ArrayList<>();
    for (int word : dut.bits("cmd_o").words()) {
      words.add(word);
    }
    return new CommandWord(words);
  }

  private static void write(Dut dut, List<CommandWord> commands) {
    dut.set("cmd_we_i", true);
    for (int address = 0; address < commands.size(); address++) {
      for (int word = 0; word < CommandWord.WORDS; word++) {
        dut.set("cmd_waddr_i", address).set("cmd_wword_i", word);
        dut.set("cmd_wdata_i", commands.get(address).words().get(word)).cycle();
      }
    }
    dut.set("cmd_we_i", false);
  }

  private static Command load(Set<Unit> waits) {
    return new Command.Load(Memory.WGT, 1, 2, waits);
  }

  private static Command command(Random random) {
    Set<Unit> waits = EnumSet.noneOf(Unit.class);
    for (Unit unit : Unit.values()) {
      if (random.nextInt(5) == 0) {
        waits.add(unit);
      }
    }
    Memory memory = random.nextBoolean() ? Memory.ACT : Memory.RES;
    Epilogue epilogue =
        new Epilogue(Destination.rowsIn(memory), 0, 0, 0, 1, Optional.empty(), Optional.empty());
    Command.RowSpan rows = new Command.RowSpan(0, 1, 1);
    return switch (random.nextInt(6)) {
      case 0 -> new Command.Load(MEMORIES.get(random.nextInt(MEMORIES.size())), 0, 1, waits);
      case 1 -> Command.Gemm.block(0, true, false, 0, 0, 1, 1, 0, epilogue, waits);
      case 2 -> new Command.Elementwise(memory, 0, true, 0, 1, epilogue, waits);
      case 3 -> new Command.Softmax(rows, 1, Optional.empty(), 1, rows, 0, Optional.empty(), waits);
      case 4 -> {
        Command.Norm.Form form = new Command.Norm.Form(false, false, 0, 1, 1, 0, 0, 1);
        yield new Command.Norm(rows, 1, form, 0, rows, waits);
      }
      default -> new Command.Store(memory, 0, 1, true, waits);
    };
  }
}
