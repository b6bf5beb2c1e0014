package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.AttentionProgram;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sum, greatest and least of rows, in a program written by hand, on a small row array: what plain
/// loops give, in the predicted cycles on Verilator and on Icarus.
///
/// The configuration is that of [AttentionProgram], so that both share a model.
class ReductionTest {
  private static final int ROWS = 6;
  private static final int WIDE = 8;
  private static final int CODES = 64;
  private static final int RECORD_BYTES = 16;
  private static final int PAR_BYTES = 2 * 4 * RECORD_BYTES;

  /// Rows of x, in res, are 2 words, those of z, in act, 16. The last rows of the output are those
  /// of the greatest codes, which went back to act, as a reduction of one row.
  private static final String COMMANDS =
      """
      input x shape=[6x8] rows=6 cols=8
      input z shape=[6x64] rows=6 cols=64
      output y shape=[29x8] rows=29 cols=8 bits=16 signed=true scale=0x3f800000 zero=0
      image par memory=par words=2 offset=0 bytes=128
      in image=par
      in input=x first=0 rows=6 bits=16 inverse_scale=0x3f800000 storage=s16 zero=0
      in input=z first=0 rows=6 bits=4 inverse_scale=0x3f800000 storage=s4 zero=0
      out output=y first=0 rows=29
      load target=par base=0 words=2
      load target=res base=0 words=12
      load target=act base=0 words=96
      ew source=res base=0 signed=true reduce=sum reduce_rows=6 reduce_stride=2 par=0 words=2 to=res out=100 zero=0 lo=-32768 hi=32767 wait=load
      ew source=res base=0 signed=true reduce=max reduce_rows=6 reduce_stride=2 par=0 words=2 to=res out=102 zero=0 lo=-32768 hi=32767
      ew source=res base=0 signed=true reduce=min reduce_rows=6 reduce_stride=2 par=0 words=2 to=res out=104 zero=0 lo=-32768 hi=32767
      ew source=res base=2 signed=true reduce=min reduce_rows=3 reduce_stride=4 par=0 words=2 to=res out=106 zero=0 lo=-32768 hi=32767
      ew source=res base=0 signed=true reduce=sum reduce_rows=6 reduce_stride=2 par=1 words=2 to=res out=108 zero=0 lo=-32768 hi=32767
      ew source=act base=0 signed=true reduce=sum reduce_rows=6 reduce_stride=16 par=0 words=16 to=res out=110 zero=0 lo=-32768 hi=32767
      ew source=act base=0 signed=true reduce=min reduce_rows=6 reduce_stride=16 par=0 words=16 to=res out=126 zero=0 lo=-32768 hi=32767
      ew source=act base=0 signed=false reduce=max reduce_rows=6 reduce_stride=16 par=0 words=16 to=act out=96 zero=0 lo=0 hi=15
      ew source=act base=96 signed=false reduce=max reduce_rows=1 reduce_stride=0 par=0 words=16 to=res out=142 zero=0 lo=-32768 hi=32767 wait=ew
      store source=res base=100 stride=58 rows=1 words=58 last=true wait=ew
      end
      """;

  @TempDir Path folder;

  private static String text() {
    String config =
        AttentionProgram.text()
            .lines()
            .filter(line -> line.startsWith("config "))
            .collect(Collectors.joining());
    return "cmd 1\nkernel reduction\n" + config + "\n" + COMMANDS;
  }

  private static CommandProgram parse(String text) {
    return CommandParser.parse(SourceFile.of("reduction.cmd", text));
  }

  /// Records that give the value itself, and a sixth of it.
  private static CommandKernel kernel() {
    ByteBuffer par = ByteBuffer.allocate(PAR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int record = 0; record < PAR_BYTES / RECORD_BYTES; record++) {
      par.putInt(record * RECORD_BYTES + 4, record < 4 ? 1 << 13 : (1 << 16) / ROWS);
      par.putInt(record * RECORD_BYTES + 8, record < 4 ? 13 : 16);
    }
    return new CommandKernel(parse(text()), par.array());
  }

  private static Map<String, Tensor> inputs() {
    Random random = new Random(6);
    return Map.of(
        "x",
        Tensor.generateFloats(Shape.of(ROWS, WIDE), _ -> random.nextInt(-5000, 5000)),
        "z",
        Tensor.generateFloats(Shape.of(ROWS, CODES), _ -> random.nextInt(-8, 8)));
  }

  private static Schedule schedule() {
    CommandKernel kernel = kernel();
    byte[] in = new HostCodec(kernel).streamIn(inputs());
    return new Schedule(kernel, CommandInterpreter.run(kernel, in).prediction(), 1, List.of());
  }

  /// The reduction of the column of a tensor from a row on, every `step` rows.
  private static int plain(Reduction.Kind kind, Tensor rows, int col, int first, int step) {
    int cols = rows.count() / ROWS;
    int value = Math.round(rows.floatAt(first * cols + col));
    for (int row = first + step; row < ROWS; row += step) {
      int next = Math.round(rows.floatAt(row * cols + col));
      value =
          switch (kind) {
            case SUM -> value + next;
            case MAX -> value > next ? value : next;
            case MIN -> value < next ? value : next;
          };
    }
    return value;
  }

  private static Tensor expected(Map<String, Tensor> inputs) {
    Tensor x = Objects.requireNonNull(inputs.get("x"));
    Tensor z = Objects.requireNonNull(inputs.get("z"));
    Tensor unsigned =
        Tensor.generateFloats(
            Shape.of(ROWS, CODES), i -> Math.floorMod(Math.round(z.floatAt(i)), 16));
    return Tensor.generateFloats(
        Shape.of(29, WIDE),
        i -> {
          int col = i % WIDE;
          int code = (i - 5 * WIDE) % CODES;
          return switch (i < 5 * WIDE ? i / WIDE : 5 + (i - 5 * WIDE) / CODES) {
            case 0 -> plain(Reduction.Kind.SUM, x, col, 0, 1);
            case 1 -> plain(Reduction.Kind.MAX, x, col, 0, 1);
            case 2 -> plain(Reduction.Kind.MIN, x, col, 0, 1);
            case 3 -> plain(Reduction.Kind.MIN, x, col, 1, 2);
            case 4 ->
                (float)
                    (plain(Reduction.Kind.SUM, x, col, 0, 1) * ((1 << 16) / ROWS) + (1 << 15)
                        >> 16);
            case 5 -> plain(Reduction.Kind.SUM, z, code, 0, 1);
            case 6 -> plain(Reduction.Kind.MIN, z, code, 0, 1);
            default -> plain(Reduction.Kind.MAX, unsigned, code, 0, 1);
          };
        });
  }

  @Test
  void theInterpreterGivesWhatPlainLoopsGive() {
    assertEquals(List.of(), CommandVerifier.faults(kernel().program()));
    SequencedMap<String, Tensor> outputs = Builds.run(schedule(), inputs());
    assertEquals(Map.of("y", expected(inputs())), outputs);
  }

  @Test
  void theSimulatedArrayGivesTheBitsInThePredictedCycles() throws IOException {
    Simulations.check(folder, schedule(), inputs());
  }

  @Test
  void icarusGivesTheSameBits() throws IOException {
    Schedule schedule = schedule();
    Simulations.write(folder, schedule);
    RunReport report =
        IcarusProgramRun.run(
            Manifest.read(folder.resolve("manifest.json")), Simulations.tensors(inputs()));
    assertEquals(Simulations.tensors(Map.of("y", expected(inputs()))), report.outputs());
    assertEquals(schedule.prediction().totalCycles(), report.cycles());
  }

  @Test
  void textAndWordsKeepTheReduction() {
    CommandProgram program = parse(text());
    assertEquals(program, parse(CommandPrinter.print(program)));
    for (Command command : program.commands()) {
      assertEquals(command, CommandFormat.decode(CommandFormat.encode(command)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'reduce_rows=3 reduce_stride=4' | 'reduce_rows=3 reduce_stride=2048' | outside the 4096",
        "'to=act out=96' | 'to=act out=80' | overlaps its own read of act 0..95",
        "' hi=32767 wait=load' | ' hi=32767' | is not ordered after the running command of [LOAD]",
      })
  void whatAReductionCannotBeIsAFault(String from, String to, String fault) {
    assertTrue(text().contains(from), from);
    List<String> faults = CommandVerifier.faults(parse(text().replace(from, to)));
    assertTrue(faults.stream().anyMatch(found -> found.contains(fault)), faults.toString());
  }

  @Test
  void anArrayOfSeveralRowsReducesNone() {
    String block =
        AcceleratorConfig.edge8x8().parameters().entrySet().stream()
            .map(p -> p.getKey().toLowerCase(Locale.ROOT) + "=" + p.getValue())
            .collect(Collectors.joining(" ", "config ", "\n"));
    List<String> faults =
        CommandVerifier.faults(parse(text().replaceFirst("config [^\n]*\n", block)));
    assertTrue(
        faults.stream().anyMatch(found -> found.contains("need words of one row, ROWS = 1")),
        faults.toString());
  }
}
