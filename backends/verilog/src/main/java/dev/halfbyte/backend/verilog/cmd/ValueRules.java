package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Reduction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// Says which commands may give the epilogue a value, sum and bias, of more than VALUE_BITS bits.
///
/// The program is run on ranges of elements, see [ElementRanges], with the constants that it loads;
/// inputs are anything that their quantizers give. What the compiler makes is proven before, by the
/// ranges of its types, which hold these. Most programs keep the rule whatever their weights are;
/// only for the others these are read.
final class ValueRules {
  /// A command that breaks the rule.
  ///
  /// @param message one sentence
  /// @param help what to do about it
  record Fault(String message, String help) {}

  private final CommandKernel kernel;
  private final AcceleratorConfig config;
  private final ElementRanges ranges;
  private final List<Fault> faults = new ArrayList<>();

  private ValueRules(CommandKernel kernel, boolean readsWeights) {
    this.kernel = kernel;
    this.config = kernel.program().config();
    this.ranges = new ElementRanges(config, readsWeights);
  }

  /// Returns a fault for each command that breaks the rule.
  ///
  /// @param kernel a program without other faults
  static List<Fault> faults(CommandKernel kernel) {
    if (kernel.program().config().valueBits() >= AcceleratorConfig.MAX_VALUE_BITS
        || run(kernel, false).isEmpty()) {
      return List.of();
    }
    return run(kernel, true);
  }

  private static List<Fault> run(CommandKernel kernel, boolean readsWeights) {
    ValueRules rules = new ValueRules(kernel, readsWeights);
    rules.run();
    return List.copyOf(rules.faults);
  }

  private void run() {
    List<Command> commands = kernel.program().commands();
    Iterator<StreamIn> segments = kernel.program().streamIn().iterator();
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      String place = "command " + i + " (" + CommandPrinter.mnemonic(command) + "): ";
      switch (command) {
        case Command.End _ -> {}
        case Command.Load load -> load(place, load, segments);
        case Command.Gemm gemm -> run(place, gemm);
        case Command.Elementwise ew -> run(place, ew);
        case Command.Store store -> {
          for (int row = 0; store.dram().isPresent() && row < store.rows().rows(); row++) {
            int first = store.rows().base() + row * store.rows().stride();
            ranges.spill(store.source(), first, store.words());
          }
        }
        case Command.Softmax softmax ->
            write(softmax.output(), softmax.words(), codes().or(number(softmax.zero())));
        case Command.Norm norm ->
            write(
                norm.output(),
                Math.ceilDiv(norm.count(), config.lanes()),
                new Range(norm.form().lo(), norm.form().hi()).or(number(norm.form().zero())));
      }
    }
  }

  private void load(String place, Command.Load load, Iterator<StreamIn> segments) {
    if (load.dram().isPresent()) {
      DramSpan span = load.dram().get();
      kernel.program().images().stream()
          .filter(i -> i.offset() == span.address() && i.memory() == load.target())
          .findFirst()
          .ifPresentOrElse(image -> constant(load, image), () -> spilled(place, load));
      return;
    }
    switch (segments.next()) {
      case StreamIn.Constant(String name) -> constant(load, kernel.program().image(name));
      case StreamIn.Input input ->
          ranges.write(
              load.target(),
              load.base(),
              load.words(),
              new Range(input.quantizer().storage().min(), input.quantizer().storage().max()));
    }
  }

  private void spilled(String place, Command.Load load) {
    if (load.target() == Memory.ACT || load.target() == Memory.RES) {
      ranges.write(load.target(), load.base(), load.words(), ranges.spilled(load.target()));
    } else {
      faults.add(
          new Fault(
              place + "what stores wrote fills " + load.target() + ", so sums have no bounds",
              "load " + load.target() + " from an image"));
    }
  }

  private void constant(Command.Load load, ConstantImage image) {
    ranges.load(load.target(), load.base(), load.words(), kernel.constants(image));
  }

  private void run(String place, Command.Gemm gemm) {
    List<Range> sums = SumRanges.of(config, ranges, gemm);
    for (int col = 0; col < sums.size(); col++) {
      int par = gemm.parameterBase() + col / config.lanes();
      int bias = ranges.constants().bias(par, col % config.lanes());
      if (!check(place, "column " + col, sums.get(col).plus(bias))) {
        break;
      }
    }
    Range codes = codes(gemm.epilogue());
    for (int block = 0; block < gemm.act().blocks(); block++) {
      write(gemm, block, codes);
    }
  }

  private void write(Command.Gemm gemm, int block, Range codes) {
    Epilogue epilogue = gemm.epilogue();
    int base = epilogue.outputBase();
    int stride = gemm.output().stride();
    int drained = gemm.drained(config);
    int row = gemm.output().column() + block;
    switch (epilogue.destination()) {
      case ACT -> ranges.write(Memory.ACT, base + block * stride, drained, codes);
      case RES -> ranges.write(Memory.RES, base + block * stride, drained, codes);
      case WGT_COLUMNS -> {
        for (int j = 0; j < drained; j++) {
          boolean folded = gemm.output().folded();
          make(
              gemm,
              folded ? base + j / config.foldGroups() : base + row / config.cols() * stride + j,
              codes);
        }
      }
      case WGT_ROWS -> {
        for (int tile = 0; tile < gemm.weights().count(); tile++) {
          make(gemm, base + tile * stride + row / config.lanes(), codes);
        }
      }
    }
  }

  private void make(Command.Gemm gemm, int word, Range codes) {
    ranges.make(word, codes);
    if (gemm.output().plane() != 0) {
      ranges.make(word + gemm.output().plane(), codes);
    }
  }

  private void run(String place, Command.Elementwise ew) {
    int bias = ranges.constants().bias(ew.parameterBase(), 0);
    boolean fits = true;
    for (int word = 0; word < ew.words() && fits; word++) {
      fits = check(place, "word " + word, value(ew, ew.sourceBase() + word).plus(bias));
    }
    Memory target = ew.epilogue().destination().memory();
    ranges.write(target, ew.epilogue().outputBase(), ew.words(), codes(ew.epilogue()));
  }

  private Range value(Command.Elementwise ew, int word) {
    Range value = source(ew, word);
    if (ew.reduction().isPresent()) {
      Reduction reduction = ew.reduction().get();
      for (int row = 1; row < reduction.rows(); row++) {
        Range next = source(ew, word + row * reduction.stride());
        value =
            switch (reduction.kind()) {
              case SUM -> value.plus(next).cut(config.sumBits(), true);
              case MAX, MIN -> value.or(next);
            };
      }
    }
    return value;
  }

  private Range source(Command.Elementwise ew, int word) {
    Range element = ranges.of(ew.source(), word);
    return ew.source() == Memory.ACT
        ? element.cut(config.actBits(), ew.actSigned())
        : element.cut(Short.SIZE, true);
  }

  private boolean check(String place, String what, Range value) {
    int bits = value.bits();
    if (bits <= config.valueBits()) {
      return true;
    }
    faults.add(
        new Fault(
            "%swhat %s requantizes, with its bias, reaches %d..%d, beyond VALUE_BITS = %d"
                .formatted(place, what, value.least(), value.greatest(), config.valueBits()),
            bits <= AcceleratorConfig.MAX_VALUE_BITS
                ? "choose hardware with value_bits=%d, or a smaller bias".formatted(bits)
                : "choose a smaller bias, or fewer products"));
    return false;
  }

  /// Returns what leaves the epilogue.
  private Range codes(Epilogue epilogue) {
    if (epilogue.table().isEmpty()) {
      return new Range(epilogue.lo(), epilogue.hi());
    }
    Epilogue.Table table = epilogue.table().get();
    return IntStream.rangeClosed(epilogue.lo(), epilogue.hi())
        .limit(1 << Byte.SIZE)
        .map(code -> ranges.constants().table(table.id(), code & 0xff))
        .mapToObj(entry -> number(WordBits.extend(entry, Byte.SIZE, table.signed())))
        .reduce(Range::or)
        .orElse(Range.ZERO);
  }

  /// Returns what leaves the softmax unit.
  private Range codes() {
    return IntStream.range(0, 1 << Byte.SIZE)
        .mapToObj(distance -> number(ranges.constants().expCode(distance)))
        .reduce(Range::or)
        .orElse(Range.ZERO);
  }

  private void write(Command.RowSpan rows, int words, Range range) {
    for (int row = 0; row < rows.rows(); row++) {
      ranges.write(Memory.ACT, rows.base() + row * rows.stride(), words, range);
    }
  }

  private static Range number(int number) {
    return new Range(number, number);
  }
}
