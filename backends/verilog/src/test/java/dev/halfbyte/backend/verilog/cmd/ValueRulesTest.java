package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.Segment;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One product of 8 rows of weights and 16 columns whose column 5 has a bias: the greatest and the
/// least that fit 24 bits are accepted, one more is refused.
class ValueRulesTest {
  private static final int ROWS = 8;
  private static final int COLS = 16;
  private static final int LANES = 4;
  private static final int COL = 5;
  private static final int WORD_BYTES = COLS * LANES / 2;
  private static final int DECODE_BYTES = 40;
  private static final int PAR_BYTES = COLS * 16;
  private static final long LIMIT = 1 << 23;

  private static final String COMMANDS =
      """
      input x shape=[2x8] rows=2 cols=8
      output y shape=[2x16] rows=2 cols=16 bits=16 signed=true scale=0x3f800000 zero=0
      image decode memory=decode words=1 offset=0 bytes=40
      image par memory=par words=4 offset=40 bytes=256
      image wgt memory=wgt words=4 offset=296 bytes=128
      in image=decode
      in image=par
      in image=wgt
      in input=x first=0 rows=2 bits=8 inverse_scale=0x3f800000 storage=STORAGE zero=0
      out output=y first=0 rows=2
      load target=decode base=0 words=1
      load target=par base=0 words=4
      load target=wgt base=0 words=4
      load target=act base=0 words=32
      gemm act=0 act_stride=16 row_blocks=2 signed=SIGNED decode=DECODE wgt=0 wgt_stride=4 tiles=1 wgt_zero=ZERO HIGH k_words=2 par=0 stride=4 column=0 to=res out=0 zero=0 lo=-32768 hi=32767 wait=load
      store source=res base=0 stride=8 rows=1 words=8 last=true wait=mac
      end
      """;

  /// What codes and weights of 4 or 8 bits there are.
  enum Form {
    NARROW("s4", true, 0, Optional.empty()),
    POSITIVE("u4", false, 0, Optional.empty()),
    FROM_ZERO("s4", true, -3, Optional.empty()),
    FEW("s3", true, 5, Optional.empty()),
    WIDE("s8", true, 0, Optional.of(products())),
    HELD("u4", false, 0, Optional.of(held()));

    private final String storage;
    private final boolean signed;
    private final int zero;
    private final Optional<DigitPlanes> planes;

    Form(String storage, boolean signed, int zero, Optional<DigitPlanes> planes) {
      this.storage = storage;
      this.signed = signed;
      this.zero = zero;
      this.planes = planes;
    }

    /// Of 8 bits each.
    private static DigitPlanes products() {
      return new DigitPlanes(
          List.of(
              DigitSegment.ofCodes(1, 1, true, true, 0),
              DigitSegment.ofCodes(1, 0, true, false, 4),
              DigitSegment.ofCodes(0, 1, false, true, 0),
              DigitSegment.ofCodes(0, 0, false, false, 4)));
    }

    /// 181 times the codes, plus 128 times them.
    private static DigitPlanes held() {
      DigitSegment codes = DigitSegment.ofCodes(0, 0, false, true, 0);
      return new DigitPlanes(List.of(codes, codes), 1);
    }

    boolean twoPlanes() {
      return planes.filter(p -> p.weightPlanes() == 2).isPresent();
    }

    /// What a code and the bits of both planes of a weight add, by the segments alone.
    long term(int code, int low, int high) {
      if (planes.isEmpty()) {
        int number = signed ? (code & 15 ^ 8) - 8 : code & 15;
        return (long) number * ((low ^ 8) - 8 - zero);
      }
      long sum = 0;
      long first = 0;
      for (int s = 0; s < planes.get().segments().size(); s++) {
        Segment segment = planes.get().segments().get(s);
        if (s > 0 && s == planes.get().held()) {
          first = sum;
          sum = 0;
        }
        int weight = segment.weight(segment.weightPlane() == 1 ? high : low);
        sum = (sum << segment.shift()) + (long) segment.number(code & 255) * weight;
      }
      return planes.get().held() > 0 ? 181 * first + 128 * sum : sum;
    }

    int least() {
      int bits = Integer.parseInt(storage.substring(1));
      return storage.startsWith("s") ? -1 << bits - 1 : 0;
    }

    int greatest() {
      int bits = Integer.parseInt(storage.substring(1));
      return storage.startsWith("s") ? (1 << bits - 1) - 1 : (1 << bits) - 1;
    }
  }

  private static String text(Form form) {
    String config =
        AcceleratorConfig.preset("skip16x4")
            .orElseThrow()
            .with(Map.of("ACT_BITS", 8, "ACC_BITS", 24, "VALUE_BITS", 24))
            .parameters()
            .entrySet()
            .stream()
            .map(p -> p.getKey().toLowerCase(Locale.ROOT) + "=" + p.getValue())
            .collect(Collectors.joining(" "));
    return ("cmd 1\nkernel values\nconfig " + config + "\n" + COMMANDS)
        .replace("STORAGE", form.storage)
        .replace("SIGNED", Boolean.toString(form.signed))
        .replace("DECODE", Boolean.toString(form.planes.isPresent()))
        .replace("ZERO", Integer.toString(form.zero))
        .replace("HIGH ", form.twoPlanes() ? "wgt_plane=2 wgt_high_zero=0 " : "");
  }

  private static CommandKernel kernel(Form form, byte[] weights, long bias) {
    ByteBuffer bytes =
        ByteBuffer.allocate(DECODE_BYTES + PAR_BYTES + weights.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    BigInteger word = form.planes.map(DigitPlanes::word).orElse(BigInteger.ZERO);
    for (int i = 0; i < DECODE_BYTES; i++) {
      bytes.put(i, word.shiftRight(Byte.SIZE * i).byteValue());
    }
    for (int col = 0; col < COLS; col++) {
      int record = DECODE_BYTES + col * 16;
      bytes.putInt(record, col == COL ? Math.toIntExact(bias) : 0);
      bytes.putInt(record + 4, 1).putInt(record + 8, 1);
    }
    bytes.put(DECODE_BYTES + PAR_BYTES, weights);
    CommandProgram program = CommandParser.parse(SourceFile.of("values.cmd", text(form)));
    return new CommandKernel(program, bytes.array());
  }

  private static int nibble(byte[] weights, int plane, int row) {
    int word = 2 * plane + row / LANES;
    int place = COL * LANES + row % LANES;
    return weights[word * WORD_BYTES + place / 2] >> place % 2 * 4 & 15;
  }

  /// The greatest sum of column 5, or the least, as the greatest with the sign turned round.
  private static long most(Form form, byte[] weights, int sign) {
    long most = 0;
    for (int row = 0; row < ROWS; row++) {
      long best = Long.MIN_VALUE;
      for (int code = form.least(); code <= form.greatest(); code++) {
        long term = form.term(code, nibble(weights, 0, row), nibble(weights, 1, row));
        best = Math.max(best, sign * term);
      }
      most += best;
    }
    return most;
  }

  @ParameterizedTest
  @EnumSource
  void exactlyWhatFitsIsAccepted(Form form) {
    byte[] weights = new byte[4 * WORD_BYTES];
    new Random(form.name().hashCode()).nextBytes(weights);
    long greatest = LIMIT - 1 - most(form, weights, 1);
    long least = -LIMIT + most(form, weights, -1);
    for (long bias : new long[] {greatest, least}) {
      CommandKernel kernel = kernel(form, weights, bias);
      assertSame(kernel, CommandVerifier.accept(kernel));
    }
    for (long bias : new long[] {greatest + 1, least - 1}) {
      assertFault(kernel(form, weights, bias), "HB4303", "value_bits=25");
    }
  }

  private static Diagnostic assertFault(CommandKernel kernel, String code, String help) {
    Diagnostic fault =
        assertThrows(DiagnosticException.class, () -> CommandVerifier.accept(kernel))
            .diagnostics()
            .getFirst();
    assertEquals(code, fault.code().code());
    assertTrue(fault.help().orElseThrow().contains(help), fault.help().orElseThrow());
    return fault;
  }

  @Test
  void theFaultNamesCommandColumnAndReach() {
    Diagnostic fault = assertFault(kernel(Form.NARROW, new byte[128], LIMIT), "HB4303", "25");
    assertEquals(
        "command 4 (gemm): what column 5 requantizes, with its bias, reaches 8388608..8388608,"
            + " beyond VALUE_BITS = 24",
        fault.message());
  }

  @Test
  void otherFaultsComeFirst() {
    CommandKernel kernel = kernel(Form.NARROW, new byte[128], LIMIT);
    CommandProgram unordered =
        CommandParser.parse(
            SourceFile.of("values.cmd", text(Form.NARROW).replace(" wait=load", "")));
    CommandKernel broken = new CommandKernel(unordered, kernel.constants());
    assertTrue(
        assertFault(broken, "HB4309", "correct the command").message().contains("not ordered"));
  }

  /// Keys and values are any codes of their range; with a bias that they leave no room for the
  /// products of computed operands are refused, which have none of their own.
  @Test
  void weightsThatProductsMakeAreAnyOfTheirCodes() {
    String text = AttentionProgram.text().replace("value_bits=33", "value_bits=24");
    CommandKernel kernel = AttentionProgram.kernel(text, 3);
    assertSame(kernel, CommandVerifier.accept(kernel));
    byte[] constants = kernel.constants();
    int par = kernel.program().image("par").offset();
    ByteBuffer.wrap(constants)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(par, (int) LIMIT - 1 - 8 * 8 * 8);
    CommandKernel high = new CommandKernel(kernel.program(), constants);
    assertTrue(assertFault(high, "HB4303", "25").message().contains("(gemm)"));
  }
}
