package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A random two-layer program: matmul with table, matmul with residual, both kinds of elementwise.
///
/// The second matmul replaces its residual in half of the programs, the last elementwise in all.
/// The expected results are computed from the matrices, not from the commands, so that layouts,
/// addresses and command order are under test as well.
final class TwoLayerScenario {
  private final AcceleratorConfig config;
  private final Random random;
  private final ScenarioBuilder builder;
  private final int[] tables;
  private final int rows;

  private TwoLayerScenario(AcceleratorConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
    this.builder = new ScenarioBuilder(config);
    this.tables = random.ints(256L * config.tables(), 0, 256).toArray();
    this.rows = padded(1 + random.nextInt(3 * config.rows() + 2), config.rows());
  }

  /// Returns the scenario of a seed.
  static Scenario of(AcceleratorConfig config, long seed) {
    return new TwoLayerScenario(config, seed).generate();
  }

  private Scenario generate() {
    int inner = 1 + random.nextInt(40);
    int hidden = 1 + random.nextInt(2 * config.cols());
    int outer = 1 + random.nextInt(2 * config.cols());
    Operands operands1 = Operands.random(config, random);
    Operands operands2 = Operands.random(config, random);
    boolean signedHidden = operands2.signed();
    int kPadded = padded(inner, config.lanes());
    int hiddenPadded = padded(hidden, config.cols());
    int outerPadded = padded(outer, config.cols());

    Matrix x = codes(rows, inner, operands1.signed()).padded(rows, kPadded);
    Matrix w1 = weights(inner, hidden).padded(kPadded, hiddenPadded);
    Matrix w2 = weights(hidden, outer).padded(hiddenPadded, outerPadded);
    Matrix residual = Matrix.random(random, rows, outerPadded, -32768, 32767);
    List<Requantize> par1 = records(hidden, hiddenPadded, valueBits(inner, operands1));
    List<Requantize> par2 = records(outer, outerPadded, valueBits(hidden, operands2));
    List<Requantize> par3 = records(1, config.lanes(), 15);
    List<Requantize> par4 = records(1, config.lanes(), config.actBits());

    builder.loadTables(tables);
    int par2Base = hiddenPadded / config.lanes();
    int par3Base = par2Base + outerPadded / config.lanes();
    builder.loadRecords(0, par1);
    builder.loadRecords(par2Base, par2);
    builder.loadRecords(par3Base, par3);
    builder.loadRecords(par3Base + 1, par4);
    int y1Base = builder.loadRows(Memory.ACT, 0, x);
    int residualEnd = builder.loadRows(Memory.RES, 0, residual);
    boolean inPlace = random.nextBoolean();
    int y2Base = inPlace ? 0 : residualEnd;
    int y3Base = y1Base + MatrixLayout.rows(config, Memory.ACT, rows, hiddenPadded).words();
    int outputWords = MatrixLayout.rows(config, Memory.RES, rows, outerPadded).words();

    Epilogue e1 = epilogue(Memory.ACT, y1Base, signedHidden, false, true);
    matmul(0, operands1, 0, w1, e1);
    Matrix y1 = product(x, operands1, w1, par1, e1, residual);
    builder.storeRows(Memory.ACT, y1Base, y1, random.nextBoolean(), Set.of(Unit.MAC));

    Epilogue e2 = epilogue(Memory.RES, y2Base, true, true, random.nextBoolean());
    matmul(y1Base, operands2, par2Base, w2, e2);
    Matrix y2 = product(y1, operands2, w2, par2, e2, residual);
    builder.storeRows(Memory.RES, y2Base, y2, false, Set.of(Unit.MAC));

    Epilogue e3 = epilogue(Memory.ACT, y3Base, signedHidden, false, false);
    builder.add(
        new Command.Elementwise(
            Memory.RES, y2Base, false, par3Base, outputWords, e3, Set.of(Unit.MAC)));
    Matrix y3 = elementwise(y2, par3.getFirst(), e3, residual);
    builder.storeRows(Memory.ACT, y3Base, y3, false, Set.of(Unit.EW));

    Epilogue e4 = epilogue(Memory.RES, 0, true, true, true);
    builder.add(
        new Command.Elementwise(
            Memory.ACT, y3Base, signedHidden, par3Base + 1, outputWords, e4, Set.of(Unit.STORE)));
    Matrix y4 =
        elementwise(extended(y3, signedHidden), par4.getFirst(), e4, inPlace ? y2 : residual);
    builder.storeRows(Memory.RES, 0, y4, true, Set.of(Unit.EW));
    return builder.build();
  }

  /// Emits one LOAD and one GEMM a column block; the next block's weights load meanwhile.
  private void matmul(
      int actBase, Operands operands, int parBase, Matrix weights, Epilogue epilogue) {
    operands.table().ifPresent(builder::loadDecode);
    int blocks = weights.cols / config.cols();
    int kWords = weights.rows / config.lanes();
    int stride = weights.cols / config.lanes();
    for (int block = 0; block < blocks; block++) {
      int slot = block % 2 * kWords;
      int offset = block * config.drainWords();
      builder.loadWeights(slot, weights, block * config.cols());
      builder.add(
          Command.Gemm.block(
              actBase,
              operands.signed(),
              operands.table().isPresent(),
              slot,
              parBase + offset,
              kWords,
              rows / config.rows(),
              stride,
              shifted(epilogue, offset, stride),
              Set.of(Unit.LOAD)));
    }
  }

  private static Epilogue shifted(Epilogue epilogue, int offset, int stride) {
    return new Epilogue(
        epilogue.destination(),
        epilogue.outputBase() + offset,
        epilogue.zero(),
        epilogue.lo(),
        epilogue.hi(),
        epilogue
            .residual()
            .map(r -> new Epilogue.Residual(r.base() + offset, stride, r.multiplier(), r.zero())),
        epilogue.table());
  }

  private Matrix product(
      Matrix x,
      Operands operands,
      Matrix w,
      List<Requantize> records,
      Epilogue epilogue,
      Matrix residual) {
    Matrix values = new Matrix(x.rows, x.cols, (m, k) -> operands.value(x.get(m, k)));
    return new Matrix(
        x.rows,
        w.cols,
        (m, n) -> {
          int sum = 0;
          for (int k = 0; k < x.cols; k++) {
            sum += values.get(m, k) * w.get(k, n);
          }
          return finish(sum, records.get(n), epilogue, residual.get(m, n));
        });
  }

  private Matrix elementwise(Matrix source, Requantize record, Epilogue epilogue, Matrix residual) {
    return new Matrix(
        source.rows,
        source.cols,
        (m, n) -> finish(source.get(m, n), record, epilogue, residual.get(m, n)));
  }

  private Matrix extended(Matrix codes, boolean signed) {
    return new Matrix(codes.rows, codes.cols, (m, n) -> value(codes.get(m, n), signed));
  }

  private int finish(int value, Requantize record, Epilogue epilogue, int residual) {
    int code = record.apply(value, Requantize.side(epilogue, residual), epilogue);
    return Requantize.stored(config, epilogue, tables, code);
  }

  private int value(int code, boolean signed) {
    int unused = Integer.SIZE - config.actBits();
    return signed ? code << unused >> unused : code;
  }

  private Matrix codes(int m, int k, boolean signed) {
    int top = 1 << config.actBits();
    return signed
        ? Matrix.random(random, m, k, -top / 2, top / 2 - 1)
        : Matrix.random(random, m, k, 0, top - 1);
  }

  private Matrix weights(int k, int n) {
    int top = 1 << (config.wgtBits() - 1);
    return Matrix.random(random, k, n, -top, top - 1);
  }

  private List<Requantize> records(int count, int padded, int valueBits) {
    List<Requantize> records = new ArrayList<>();
    for (int n = 0; n < padded; n++) {
      records.add(n < count ? Requantize.random(random, valueBits) : Requantize.PADDING);
    }
    return records;
  }

  /// Returns a random epilogue; the act range is that of the code, the res range wider.
  private Epilogue epilogue(
      Memory destination, int base, boolean signed, boolean withResidual, boolean withTable) {
    int bits = destination == Memory.ACT ? config.actBits() : 10;
    int lo = signed ? -(1 << (bits - 1)) : 0;
    int hi = lo + (1 << bits) - 1;
    return new Epilogue(
        Destination.rowsIn(destination),
        base,
        random.nextInt(-20, 21),
        lo,
        hi,
        withResidual
            ? Optional.of(
                new Epilogue.Residual(
                    0, 0, random.nextInt(0, Integer.MAX_VALUE), random.nextInt(-1000, 1000)))
            : Optional.empty(),
        withTable
            ? Optional.of(new Epilogue.Table(random.nextInt(config.tables()), random.nextBoolean()))
            : Optional.empty());
  }

  private int valueBits(int terms, Operands operands) {
    int products = operands.bits() + config.wgtBits() - 2;
    return products + (32 - Integer.numberOfLeadingZeros(terms)) / 2;
  }

  private static int padded(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
