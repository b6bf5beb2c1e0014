package dev.halfbyte.cli.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitCauseTest {
  private static final Command LOAD = new Command.Load(Memory.ACT, 0, 4, Set.of());
  private static final Command STORE = new Command.Store(Memory.ACT, 0, 4, true, Set.of());

  @Test
  void dataComeBeforeUnitsAndUnitsBeforeResources() {
    Command waiting = new Command.Store(Memory.ACT, 0, 4, true, Set.of(Unit.LOAD));
    assertEquals("data of load", WaitCause.of(waiting, List.of(STORE, LOAD)));
    assertEquals("store busy", WaitCause.of(STORE, List.of(LOAD, STORE)));
    Command other = new Command.Load(Memory.ACT, 8, 4, Set.of());
    assertEquals("load busy", WaitCause.of(other, List.of(LOAD)));
  }

  @Test
  void aSharedPortIsNamedWithItsHolder() {
    Command fromAct =
        new Command.Elementwise(
            Memory.ACT,
            0,
            true,
            0,
            4,
            new Epilogue(Destination.RES, 0, 0, -8, 7, Optional.empty(), Optional.empty()),
            Set.of());
    assertEquals("act_read in use by ew", WaitCause.of(STORE, List.of(fromAct)));
  }

  @Test
  void theEndWaitsForAll() {
    assertEquals("all units", WaitCause.of(new Command.End(), List.of(LOAD)));
    assertEquals("the sequencer", WaitCause.of(LOAD, List.of()));
  }
}
