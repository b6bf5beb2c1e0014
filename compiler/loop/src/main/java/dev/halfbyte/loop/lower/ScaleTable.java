package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The entries of constant scales, element by element.
///
/// @param place where the constants are read; its data is one of them
/// @param up places by which numbers are shifted before they are multiplied
/// @param entries one for each element of that data
record ScaleTable(ConstantRead place, int up, List<ScaleEntry> entries) {
  private static final int MOST_UP = 8;

  ScaleTable {
    entries = List.copyOf(entries);
  }

  /// A part of all entries.
  enum Column {
    MULTIPLIER(ElemType.S32, ScaleEntry::multiplier),
    ADDEND(ElemType.S64, ScaleEntry::addend),
    PLACES(ElemType.U8, ScaleEntry::places),
    /// The addend of numbers that are not multiplied, where [ScaleTable#power] is one.
    SHORT_ADDEND(ElemType.S32, ScaleEntry::shortAddend);

    private final ElemType elem;
    private final ToLongFunction<ScaleEntry> part;

    Column(ElemType elem, ToLongFunction<ScaleEntry> part) {
      this.elem = elem;
      this.part = part;
    }
  }

  /// Nothing where the constants are read at different places, or where an entry has no such form.
  ///
  /// @param zero of the encoding that results
  /// @param largest no number is larger in magnitude
  static Optional<ScaleTable> of(
      ConstantRead multiplier,
      ConstantRead shift,
      Optional<ConstantRead> bias,
      long zero,
      BigInteger largest) {
    List<ConstantRead> reads = new ArrayList<>(List.of(multiplier, shift));
    bias.ifPresent(reads::add);
    ConstantRead place =
        reads.stream().filter(r -> r.uniform().isEmpty()).findFirst().orElse(multiplier);
    if (!reads.stream().allMatch(r -> r.uniform().isPresent() || r.matches(place))) {
      return Optional.empty();
    }
    int count = place.uniform().isPresent() ? 1 : place.data().count();
    long[] multipliers = elements(multiplier, count);
    long[] shifts = elements(shift, count);
    long[] biases = bias.map(b -> elements(b, count)).orElseGet(() -> new long[count]);
    for (int up = 0; up <= MOST_UP; up++) {
      List<ScaleEntry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ScaleEntry.of(multipliers[i], shifts[i], biases[i], zero, up, largest)
            .ifPresent(entries::add);
      }
      if (entries.size() == count) {
        return Optional.of(new ScaleTable(place, up, entries));
      }
    }
    return Optional.empty();
  }

  private static long[] elements(ConstantRead read, int count) {
    boolean isUniform = read.uniform().isPresent();
    return IntStream.range(0, count)
        .mapToLong(i -> read.data().longAt(isUniform ? 0 : i))
        .toArray();
  }

  /// `p`, where all multipliers are `2^p` and a number and its short addend add up in 32 bits:
  /// `(number * 2^p + addend) >> 32` is `(number + (addend >> p)) >> 32 - p`, a floor of a floor.
  ///
  /// @param largest no number is larger in magnitude, before it is shifted by [#up]
  OptionalInt power(BigInteger largest) {
    long multiplier = entries.isEmpty() ? 0 : entries.getFirst().multiplier();
    BigInteger most = BigInteger.valueOf(Integer.MAX_VALUE).subtract(largest.shiftLeft(up));
    boolean narrow =
        entries.stream()
            .allMatch(entry ->
                entry.multiplier() == multiplier
                    && BigInteger.valueOf(entry.shortAddend()).abs().compareTo(most) < 0);
    return multiplier > 1 && Long.bitCount(multiplier) == 1 && narrow
        ? OptionalInt.of(Long.numberOfTrailingZeros(multiplier))
        : OptionalInt.empty();
  }

  /// No rounded result is larger in magnitude.
  long most() {
    return entries.stream().mapToLong(ScaleEntry::most).max().orElse(0);
  }

  /// A part of the entry of the place: a literal where all are equal, else a load from a constant
  /// that is made for it.
  Expression read(ConstantPool constants, Body body, Column column) {
    long[] values = entries.stream().mapToLong(column.part).toArray();
    if (Arrays.stream(values).distinct().count() == 1) {
      return Expressions.integer(Registers.of(column.elem), values[0]);
    }
    String name = column.name().toLowerCase(Locale.ROOT);
    TensorType type = new TensorType(column.elem, place.data().type().shape());
    Buffer buffer = constants.dense(name, Tensor.generateInts(type, i -> values[i])).buffer();
    Index address = Storage.dense(buffer, type.shape()).address(place.at());
    Set<LoopVariable> variables =
        address.terms().stream().map(Index.Term::variable).collect(Collectors.toSet());
    return body.hoisted(variables).load(name, Expressions.load(buffer, address));
  }
}
