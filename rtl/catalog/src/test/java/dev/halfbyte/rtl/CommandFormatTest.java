package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandFormatTest {
  private static final Set<Unit> WAITS = Set.of(Unit.LOAD, Unit.STORE);

  @Test
  void everyCommandSurvivesEncodingAtTheBoundsOfItsFields() {
    for (Command command : extremes()) {
      assertEquals(command, CommandFormat.decode(CommandFormat.encode(command)));
    }
  }

  @Test
  void aProgramIsASlotOfWordsACommandLowWordFirst() {
    Command load = new Command.Load(Memory.WGT, 0x1234, 5, Set.of(Unit.MAC));
    List<Integer> words = CommandFormat.program(List.of(load, new Command.End()));
    int use = 1 << Resource.IN_STREAM.bit() | 1 << Resource.WGT_WRITE.bit();
    List<Integer> expected = new ArrayList<>(Collections.nCopies(2 * CommandWord.SLOT_WORDS, 0));
    expected.set(0, 1 << 5 | 1);
    expected.set(1, use);
    expected.set(3, 0x1234);
    expected.set(4, 2 << 16 | 5);
    assertEquals(expected, words);
  }

  @Test
  void valuesThatDoNotFitAreNamed() {
    Command tooLong = new Command.Load(Memory.ACT, 0, 1 << 16, Set.of());
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> CommandFormat.encode(tooLong));
    assertEquals("COUNT is 65536, the command holds 0..65535", fault.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> CommandFormat.encode(new Command.Store(Memory.ACT, -1, 1, false, Set.of())));
  }

  @Test
  void commandsThatTheUnitsCannotExecuteAreRefused() {
    Epilogue plain = epilogue(Destination.RES, 0);
    Epilogue residual =
        new Epilogue(
            Destination.ACT,
            0,
            0,
            0,
            1,
            Optional.of(new Epilogue.Residual(0, 0, 1, 0)),
            Optional.empty());
    List<Runnable> refused =
        List.of(
            () -> new Command.Load(Memory.ACT, 0, 0, WAITS),
            () -> new Command.Store(Memory.WGT, 0, 1, true, WAITS),
            () -> Command.Gemm.block(0, true, true, 0, 0, 0, 1, 1, plain, WAITS),
            () -> Command.Gemm.block(0, true, true, 0, 0, 1, 0, 1, plain, WAITS),
            () -> new Command.Elementwise(Memory.PAR, 0, true, 0, 1, plain, WAITS),
            () -> new Command.Elementwise(Memory.RES, 0, true, 0, 1, residual, WAITS),
            () -> new Reduction(Reduction.Kind.SUM, 0, 1),
            () -> Destination.rowsIn(Memory.TABLE),
            () -> new Command.Load(Memory.FACTOR, 0, 1, WAITS),
            () -> new DramSpan(0, 0),
            () ->
                new Command.Store(Memory.ACT, 0, 1, true, Optional.of(new DramSpan(0, 1)), WAITS));
    for (Runnable construction : refused) {
      assertThrows(IllegalArgumentException.class, construction::run);
    }
  }

  @Test
  void bitsThatAreNoCommandAreRefused() {
    CommandWord.Builder unknown = new CommandWord.Builder().set(CommandField.OPCODE, 9);
    assertThrows(IllegalArgumentException.class, () -> CommandFormat.decode(unknown.build()));
    List<Integer> words =
        new ArrayList<>(CommandFormat.encode(new Command.Load(Memory.ACT, 0, 1, WAITS)).words());
    words.set(1, words.get(1) ^ 2);
    assertThrows(
        IllegalArgumentException.class, () -> CommandFormat.decode(new CommandWord(words)));
    assertThrows(IllegalArgumentException.class, () -> new CommandWord(List.of(1, 2)));
  }

  @Test
  void fieldsKeepEveryValueApart() {
    Random random = new Random(3);
    for (CommandField field : CommandField.values()) {
      for (int value : new int[] {field.min(), field.max(), random.nextInt() & field.max()}) {
        CommandWord word = new CommandWord.Builder().set(field, value).build();
        assertEquals(value, word.get(field), field.name());
        int bits = word.words().stream().mapToInt(Integer::bitCount).sum();
        int unused = 32 - field.width();
        assertEquals(Integer.bitCount(value << unused), bits, field.name());
      }
    }
  }

  @Test
  void wordsOfADramUseNoStream() {
    Optional<DramSpan> dram = Optional.of(new DramSpan(8, 2));
    assertEquals(
        Set.of(Resource.PAR_WRITE), new Command.Load(Memory.PAR, 0, 1, dram, Set.of()).uses());
    assertEquals(
        Set.of(Resource.RES_READ),
        new Command.Store(Memory.RES, 0, 1, false, dram, Set.of()).uses());
  }

  @Test
  void commandsUseWhatTheirFieldsSay() {
    Command.Gemm gemm =
        Command.Gemm.block(0, true, true, 0, 0, 1, 1, 1, epilogue(Destination.ACT, 0), Set.of());
    assertTrue(gemm.uses().containsAll(Set.of(Resource.MAC, Resource.WGT_READ, Resource.EPILOGUE)));
    assertTrue(!gemm.uses().contains(Resource.RES_READ));
    assertTrue(!gemm.uses().contains(Resource.TABLE_READ));
  }

  private static List<Command> extremes() {
    Epilogue.Residual residual = new Epilogue.Residual(65535, 65535, Integer.MAX_VALUE, -32768);
    Epilogue full =
        new Epilogue(
            Destination.ACT,
            65535,
            -32768,
            -32768,
            32767,
            Optional.of(residual),
            Optional.of(new Epilogue.Table(7, true)));
    DramSpan farthest = new DramSpan((1 << 29) - 1, (1 << 29) - 1);
    return List.of(
        new Command.End(),
        new Command.Load(Memory.TABLE, 65535, 65535, WAITS),
        new Command.Gemm(
            new Command.Gemm.Rows(65535, 65535, 4095, true, true),
            new Command.Gemm.Tiles(
                65535, 65535, 255, -16, Optional.of(new Command.Gemm.HighPlane(65535, 15))),
            8191,
            4095,
            Optional.empty(),
            new Command.Gemm.Output(65535, 255),
            full,
            WAITS),
        new Command.Gemm(
            new Command.Gemm.Rows(0, 0, 1, false, false),
            new Command.Gemm.Tiles(0, 0, 1, 15),
            1,
            0,
            Optional.of(65535),
            new Command.Gemm.Output(65535, 255, 65535),
            epilogue(Destination.WGT_ROWS, 65535),
            WAITS),
        new Command.Softmax(
            new Command.RowSpan(65535, 65535, 4095),
            65535,
            Optional.of(65535),
            65535,
            new Command.RowSpan(65535, 65535, 4095),
            32767,
            Optional.of(new Command.Softmax.Late(65535, 65535, 16, -64)),
            WAITS),
        new Command.Softmax(
            new Command.RowSpan(0, 0, 1),
            1,
            Optional.empty(),
            1,
            new Command.RowSpan(0, 0, 1),
            0,
            Optional.empty(),
            WAITS),
        new Command.Norm(
            new Command.RowSpan(65535, 65535, 4095),
            65535,
            new Command.Norm.Form(true, true, 15, (1L << 48) - 1, 63, -32768, -32768, 32767),
            65535,
            new Command.RowSpan(65535, 65535, 4095),
            WAITS),
        Command.Gemm.block(0, false, false, 0, 0, 1, 1, 0, epilogue(Destination.RES, 0), Set.of()),
        new Command.Elementwise(
            Memory.ACT, 65535, true, 4095, 65535, withoutStride(full), Set.of(Unit.EW)),
        new Command.Elementwise(Memory.RES, 0, false, 0, 1, epilogue(Destination.RES, 9), WAITS),
        reduction(Reduction.Kind.SUM, 4095, 65535),
        reduction(Reduction.Kind.MAX, 1, 0),
        reduction(Reduction.Kind.MIN, 2, 1),
        new Command.Store(Memory.RES, 65535, 65535, true, WAITS),
        new Command.Store(Memory.ACT, new Command.RowSpan(7, 65535, 4095), 3, false, Set.of()),
        new Command.Store(Memory.ACT, 0, 1, false, Set.of()),
        new Command.Load(Memory.WGT, 1, 2, Optional.of(new DramSpan(0, 1)), WAITS),
        new Command.Store(
            Memory.RES, new Command.RowSpan(1, 3, 2), 2, false, Optional.of(farthest), WAITS));
  }

  private static Command reduction(Reduction.Kind kind, int rows, int stride) {
    return new Command.Elementwise(
        Memory.ACT,
        65535,
        true,
        Optional.of(new Reduction(kind, rows, stride)),
        4095,
        65535,
        epilogue(Destination.ACT, 65535),
        WAITS);
  }

  /// The stride of a residual belongs to GEMM; EW has no field for it.
  private static Epilogue withoutStride(Epilogue epilogue) {
    return new Epilogue(
        epilogue.destination(),
        epilogue.outputBase(),
        epilogue.zero(),
        epilogue.lo(),
        epilogue.hi(),
        epilogue.residual().map(r -> new Epilogue.Residual(r.base(), 0, r.multiplier(), r.zero())),
        epilogue.table());
  }

  private static Epilogue epilogue(Destination destination, int base) {
    return new Epilogue(destination, base, 0, -1, 1, Optional.empty(), Optional.empty());
  }
}
