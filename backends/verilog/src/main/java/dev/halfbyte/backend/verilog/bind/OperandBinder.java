package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.OctaveTable;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;

/// Finds how the array of a configuration takes the codes of an encoding, exactly or not at all.
///
/// @param config says which kind of array there is
record OperandBinder(AcceleratorConfig config) {

  /// Returns how the array takes codes, less their zero point where no bias holds it.
  ///
  /// @param weightPlanes planes of 4 bits of the weights, 1 but for a row array
  ArrayOperand operand(Node node, ElemType elem, int weightPlanes) {
    ArrayKind kind = config.arrayKind();
    if (elem instanceof ElemType.CodeType(Encoding.Table table)) {
      return switch (kind) {
        case MULTIPLY ->
            throw BindFaults.of(
                VerilogFault.UNSUPPORTED_OP,
                node,
                "reads codes of a table encoding, this array multiplies affine codes only",
                "choose hardware with a decode table: code8x8, shift8x8 or skip64x4,"
                    + " array=decode, array=shift or array=row; or an affine encoding for this activation");
        case DECODE -> numbers(node, table);
        case SHIFT -> terms(node, table);
        case ROW -> numbers(node, table, weightPlanes);
      };
    }
    Encoding.Affine affine = ContractBinder.affine(node, elem);
    return switch (kind) {
      case ROW -> {
        ArrayOperand operand =
            digits(
                new Encoding.Affine(affine.storage(), 0),
                Digits.of(affine.storage(), 0),
                weightPlanes);
        yield new ArrayOperand(operand.decode(), affine.zeroPoint(), operand.sums());
      }
      case MULTIPLY, DECODE -> {
        IntType storage = affine.storage();
        ArrayOperand.Sum sum = accumulator(storage.min(), storage.max());
        yield new ArrayOperand(Optional.empty(), affine.zeroPoint(), List.of(sum));
      }
      case SHIFT -> terms(node, affine);
    };
  }

  /// Returns how a row array takes the numbers of codes, less their zero point, where that needs no
  /// more digits than the codes themselves: a number of zero is skipped then. Empty where the codes
  /// are such numbers, or the array is another one.
  ///
  /// @param weightPlanes planes of 4 bits of the weights
  Optional<ArrayOperand> differences(Node node, ElemType elem, int weightPlanes) {
    boolean table = elem instanceof ElemType.CodeType(Encoding.Table _);
    if (config.arrayKind() != ArrayKind.ROW || table) {
      return Optional.empty();
    }
    Encoding.Affine affine = ContractBinder.affine(node, elem);
    if (affine.zeroPoint() == 0) {
      return Optional.empty();
    }
    int most = Digits.of(affine.storage(), 0).digits().size();
    return differences(node, affine)
        .filter(digits -> digits.digits().size() <= most)
        .map(digits -> digits(affine, digits, weightPlanes));
  }

  /// Of codes of at most 4 bits only those count that there are.
  private static Optional<Digits> differences(Node node, Encoding.Affine affine) {
    return 1 << affine.storage().bits() <= DecodeTable.RECORDS
        ? Digits.of(byCode(node, affine))
        : Optional.of(Digits.of(affine.storage(), Math.toIntExact(affine.zeroPoint())));
  }

  /// Returns how a row array takes codes where no bias can hold their zero point.
  ///
  /// @param weightPlanes planes of 4 bits of the weights
  ArrayOperand exact(Node node, ElemType elem, int weightPlanes) {
    ArrayOperand plain = operand(node, elem, weightPlanes);
    if (plain.zeroPoint() == 0) {
      return plain;
    }
    Encoding.Affine affine = ContractBinder.affine(node, elem);
    Digits digits = Digits.of(affine.storage(), Math.toIntExact(affine.zeroPoint()));
    return digits(affine, digits, weightPlanes);
  }

  private ArrayOperand numbers(Node node, Encoding encoding) {
    List<Long> numbers = byCode(node, encoding);
    int bits = config.actBits() + 1;
    IntType operand = new IntType(bits, true);
    for (long number : numbers) {
      if (!operand.contains(number)) {
        throw BindFaults.of(
            VerilogFault.TOO_WIDE,
            node,
            "reads codes that stand for %d, the multipliers take ACT_BITS + 1 = %d bits"
                .formatted(number, bits),
            "choose hardware that shifts instead: shift8x8, or array=shift");
      }
    }
    DecodeTable table = DecodeTable.ofNumbers(numbers.stream().map(Math::toIntExact).toList());
    ArrayOperand.Sum sum = accumulator(encoding.minDecoded(), encoding.maxDecoded());
    return new ArrayOperand(Optional.of(table), 0, List.of(sum));
  }

  /// Codes of 8 bits are octaves, those of 4 bits any numbers.
  private ArrayOperand numbers(Node node, Encoding.Table table, int weightPlanes) {
    IntType storage = table.storage();
    if (storage.bits() == Byte.SIZE && !storage.signed() && config.actBits() == Byte.SIZE) {
      List<Long> numbers = LongStream.range(0, 1 << Byte.SIZE).map(table::decode).boxed().toList();
      OctaveTable octaves = OctaveTable.of(numbers).orElseThrow(() -> noOctaves(node, table));
      ArrayOperand.Sum sum = accumulator(table.minDecoded(), table.maxDecoded());
      return new ArrayOperand(Optional.of(Digits.planes(octaves, weightPlanes)), 0, List.of(sum));
    }
    return digits(table, numberDigits(node, table), weightPlanes);
  }

  private static DiagnosticException noOctaves(Node node, Encoding.Table table) {
    return BindFaults.of(
        VerilogFault.TOO_WIDE,
        node,
        "reads codes of `%s`, a row array takes 256 numbers of sixteen steps an octave only"
            .formatted(table),
        "choose `u8 log2(step = 1/16)`, or a table encoding of at most 4 bits");
  }

  private static Digits numberDigits(Node node, Encoding.Table table) {
    return Digits.of(byCode(node, table))
        .orElseThrow(() ->
            BindFaults.of(
                VerilogFault.TOO_WIDE,
                node,
                "reads codes of `%s`, a row array takes numbers of 4 digits of 4 bits"
                    .formatted(table),
                "choose an encoding with smaller numbers for this activation"));
  }

  private ArrayOperand digits(Encoding encoding, Digits digits, int weightPlanes) {
    List<ArrayOperand.Sum> sums = new ArrayList<>();
    sums.add(accumulator(encoding.minDecoded(), encoding.maxDecoded()));
    if (digits.hasFirst()) {
      sums.add(putAside(digits.firstNumbers()));
      LongSummaryStatistics second = digits.secondNumbers();
      sums.add(accumulator(second.getMin(), second.getMax()));
    }
    return new ArrayOperand(digits.planes(weightPlanes).map(p -> p), 0, sums);
  }

  private ArrayOperand.Sum putAside(LongSummaryStatistics numbers) {
    int bits = config.accBits() - DigitPlanes.HELD_SHIFT;
    return new ArrayOperand.Sum(
        numbers.getMin(),
        numbers.getMax(),
        bits,
        "the %d bits of a sum that is put aside".formatted(bits));
  }

  private ArrayOperand terms(Node node, Encoding encoding) {
    List<Long> numbers = byCode(node, encoding);
    DecodeTable table = ShiftTerms.table(numbers).orElseThrow(() -> noPowers(node, encoding));
    List<Integer> records = table.records();
    int bits = config.sumBits();
    ArrayOperand.Sum value =
        new ArrayOperand.Sum(
            encoding.minDecoded(),
            encoding.maxDecoded(),
            bits,
            "the " + bits + " bits of a value that leaves a shift array");
    return new ArrayOperand(
        Optional.of(table),
        0,
        List.of(
            part(records, r -> DecodeTable.isSecond(r) ? 0 : DecodeTable.multiplier(r)),
            part(records, r -> DecodeTable.isSecond(r) ? DecodeTable.multiplier(r) : 0),
            value));
  }

  private ArrayOperand.Sum part(List<Integer> records, IntUnaryOperator multiplier) {
    List<Integer> multipliers = records.stream().map(multiplier::applyAsInt).toList();
    return accumulator(Collections.min(multipliers), Collections.max(multipliers));
  }

  private ArrayOperand.Sum accumulator(long least, long greatest) {
    return new ArrayOperand.Sum(
        least, greatest, config.accBits(), "ACC_BITS = " + config.accBits());
  }

  private static DiagnosticException noPowers(Node node, Encoding encoding) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "reads codes of `" + encoding + "`, a shift array takes powers of two of two scales only",
        "choose hardware with multipliers, array=multiply or array=decode, or a log2, log_sqrt2 or"
            + " FP4 encoding for this activation");
  }

  /// Returns what each of the codes 0 to 15 stands for, by the low bits of the stored code.
  private static List<Long> byCode(Node node, Encoding encoding) {
    IntType storage = encoding.storage();
    if (1 << storage.bits() > DecodeTable.RECORDS) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "reads codes of %s, the decode table has %d entries"
              .formatted(storage, DecodeTable.RECORDS),
          "choose a table encoding of at most 4 bits for this activation");
    }
    List<Long> numbers = new ArrayList<>(Collections.nCopies(DecodeTable.RECORDS, 0L));
    for (long code = storage.min(); code <= storage.max(); code++) {
      numbers.set((int) code & (DecodeTable.RECORDS - 1), encoding.decode(code));
    }
    return numbers;
  }
}
