package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandVerifierTest {
  private static final CommandProgram SOUND =
      Builds.schedule(
              SampleNetwork.feedForward(5, 24, 40, ElemType.S8, ElemType.S4),
              "edge8x8,wgt_depth=40",
              19)
          .kernel()
          .program();

  @Test
  void aScheduledProgramIsSound() {
    assertEquals(List.of(), CommandVerifier.faults(SOUND));
    assertEquals(SOUND, CommandVerifier.require(SOUND));
  }

  /// Every wait that the scheduler added is needed: without it the program is refused.
  @Test
  void everyWaitIsNeeded() {
    int removed = 0;
    for (int i = 0; i < SOUND.commands().size(); i++) {
      for (Unit unit : SOUND.commands().get(i).waits()) {
        Set<Unit> waits = EnumSet.copyOf(SOUND.commands().get(i).waits());
        waits.remove(unit);
        assertFault("is not ordered after", replace(i, waiting(SOUND.commands().get(i), waits)));
        removed++;
      }
    }
    assertTrue(removed > 5, "the sample has " + removed + " waits");
  }

  @Test
  void theProgramEndsWithItsOnlyEnd() {
    assertFault("the last command is not end", commands(SOUND.commands().subList(0, 3)));
    assertFault("commands follow", replace(2, new Command.End()));
    assertFault("the last command is not end", commands(List.of()));
  }

  @Test
  void theCommandMemoryIsLimited() {
    AcceleratorConfig small = config(c -> c.cmdDepth() / 1024 + 3);
    assertFault("CMD_DEPTH is 4", withConfig(small));
  }

  private interface Depth {
    int of(AcceleratorConfig config);
  }

  private static AcceleratorConfig config(Depth commands) {
    AcceleratorConfig c = SOUND.config();
    return c.with(Map.of("CMD_DEPTH", commands.of(c)));
  }

  @Test
  void configurationsWithProblemsAreRefused() {
    assertFault(
        "cols (8) must be a multiple of lanes (3)",
        withConfig(SOUND.config().with(Map.of("LANES", 3))));
  }

  @Test
  void addressesStayInsideTheirMemories() {
    int gemm = find(Command.Gemm.class);
    Command.Gemm g = (Command.Gemm) SOUND.commands().get(gemm);
    int depth = SOUND.config().actDepth();
    assertFault("read of act", replace(gemm, act(g, depth - 1)));
    assertFault("A_BASE is -1", replace(gemm, act(g, -1)));
    assertFault("write of act", replace(gemm, output(g, depth - 1)));
  }

  @Test
  void aCommandDoesNotOverwriteWhatItStillReads() {
    int gemm = find(Command.Gemm.class);
    Command.Gemm g = (Command.Gemm) SOUND.commands().get(gemm);
    assertFault("overlaps its own read of act", replace(gemm, output(g, g.act().base() + 1)));
  }

  @Test
  void loadsAgreeWithTheInStream() {
    int load = find(Command.Load.class);
    Command.Load l = (Command.Load) SOUND.commands().get(load);
    assertFault(
        "do not fill",
        replace(load, new Command.Load(l.target(), l.base(), l.words() + 1, l.waits())));
    assertFault("a load without a stream_in segment", streamIn(SOUND.streamIn().subList(0, 1)));
    List<StreamIn> longer = new ArrayList<>(SOUND.streamIn());
    longer.add(new StreamIn.Constant("w"));
    assertFault("a stream_in segment without a load", streamIn(longer));
    List<StreamIn> unknown = new ArrayList<>(SOUND.streamIn());
    unknown.set(unknown.size() - 1, new StreamIn.Constant("nothing"));
    assertFault("image nothing does not fill", streamIn(unknown));
  }

  @Test
  void storesAgreeWithTheOutStream() {
    int store = find(Command.Store.class);
    Command.Store s = (Command.Store) SOUND.commands().get(store);
    assertFault(
        "do not match",
        replace(store, new Command.Store(s.source(), s.rows(), 1, true, s.waits())));
    assertFault(
        "do not match",
        replace(store, new Command.Store(Memory.ACT, s.rows(), s.words(), true, s.waits())));
    assertFault("no output z", streamOut(List.of(new StreamOut("z", 0, 19))));
    assertFault("a store without a stream_out segment", streamOut(List.of()));
  }

  @Test
  void ourOwnFaultsAreBugs() {
    CommandProgram broken = replace(2, new Command.End());
    assertThrows(CompilerBug.class, () -> CommandVerifier.require(broken));
  }

  private static void assertFault(String part, CommandProgram program) {
    List<String> faults = CommandVerifier.faults(program);
    assertTrue(faults.stream().anyMatch(f -> f.contains(part)), part + " in " + faults);
  }

  private static int find(Class<? extends Command> type) {
    for (int i = 0; i < SOUND.commands().size(); i++) {
      if (type.isInstance(SOUND.commands().get(i))) {
        return i;
      }
    }
    throw new AssertionError("no " + type);
  }

  private static Command waiting(Command command, Set<Unit> waits) {
    return switch (command) {
      case Command.End end -> end;
      case Command.Load c -> new Command.Load(c.target(), c.base(), c.words(), waits);
      case Command.Gemm c -> gemm(c, c.act(), c.epilogue(), waits);
      case Command.Elementwise c ->
          new Command.Elementwise(
              c.source(),
              c.sourceBase(),
              c.actSigned(),
              c.parameterBase(),
              c.words(),
              c.epilogue(),
              waits);
      case Command.Store c ->
          new Command.Store(c.source(), c.rows(), c.words(), c.streamLast(), waits);
      case Command.Softmax _, Command.Norm _ -> throw new AssertionError("not in the sample");
    };
  }

  private static Command act(Command.Gemm g, int base) {
    Command.Gemm.Rows rows =
        new Command.Gemm.Rows(
            base, g.act().stride(), g.act().blocks(), g.act().signed(), g.act().decode());
    return gemm(g, rows, g.epilogue(), g.waits());
  }

  private static Command output(Command.Gemm g, int base) {
    Epilogue e = g.epilogue();
    Epilogue moved =
        new Epilogue(
            Destination.ACT, base, e.zero(), e.lo(), e.hi(), Optional.empty(), Optional.empty());
    return gemm(g, g.act(), moved, g.waits());
  }

  private static Command gemm(
      Command.Gemm g, Command.Gemm.Rows rows, Epilogue epilogue, Set<Unit> waits) {
    return new Command.Gemm(
        rows,
        g.weights(),
        g.kWords(),
        g.parameterBase(),
        g.factorBase(),
        g.output(),
        epilogue,
        waits);
  }

  private static CommandProgram replace(int index, Command command) {
    List<Command> commands = new ArrayList<>(SOUND.commands());
    commands.set(index, command);
    return commands(commands);
  }

  private static CommandProgram commands(List<Command> commands) {
    return program(SOUND.config(), SOUND.streamIn(), SOUND.streamOut(), commands);
  }

  private static CommandProgram withConfig(AcceleratorConfig config) {
    return program(config, SOUND.streamIn(), SOUND.streamOut(), SOUND.commands());
  }

  private static CommandProgram streamIn(List<StreamIn> streamIn) {
    return program(SOUND.config(), streamIn, SOUND.streamOut(), SOUND.commands());
  }

  private static CommandProgram streamOut(List<StreamOut> streamOut) {
    return program(SOUND.config(), SOUND.streamIn(), streamOut, SOUND.commands());
  }

  private static CommandProgram program(
      AcceleratorConfig config,
      List<StreamIn> streamIn,
      List<StreamOut> streamOut,
      List<Command> commands) {
    return new CommandProgram(
        SOUND.kernel(),
        config,
        SOUND.inputs(),
        SOUND.outputs(),
        SOUND.images(),
        streamIn,
        streamOut,
        commands,
        Collections.nCopies(commands.size(), ""));
  }
}
