package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The dimensions of a kernel, with a value for the run and one for the samples.
final class Dimensions {
  /// One, primes, lanes and tiles and their neighbours; the first is the simplest.
  private static final List<Integer> SIZES = List.of(2, 1, 3, 4, 5, 7, 8, 9, 11, 16, 17, 33);

  private static final long DEFAULT_MOST = 65536;

  private final Choices choices;
  private final Names names;
  private final List<String> declarations = new ArrayList<>();
  private final List<Extent> extents = new ArrayList<>();
  private final SortedMap<String, Long> free = new TreeMap<>();
  private final SortedMap<String, Long> samples = new TreeMap<>();
  private final SequencedMap<String, Extent> equations = new LinkedHashMap<>();
  private final Set<String> pinned = new TreeSet<>();

  Dimensions(Choices choices, Names names) {
    this.choices = choices;
    this.names = names;
  }

  /// An extent for an axis of a new parameter.
  Extent forParameter() {
    return switch (choices.below(8)) {
      case 0, 1 -> Extent.of(size());
      case 2, 3 -> extents.isEmpty() ? Extent.of(size()) : choices.pick(extents);
      case 4 -> bounded();
      case 5 -> choices.oneIn(3) ? stepped() : bounded();
      case 6 -> choices.oneIn(2) ? fixed() : bounded();
      default -> derived();
    };
  }

  /// A small extent that is known when the kernel is written.
  Extent constant() {
    return Extent.of(size());
  }

  private long size() {
    return choices.pick(SIZES);
  }

  private Extent bounded() {
    long value = size();
    return switch (choices.below(4)) {
      case 0 -> declare(new Extent.Dimension(names.fresh("n"), 1, DEFAULT_MOST), "", value);
      case 1 -> ranged(1, value + choices.below(60), value);
      case 2 -> ranged(value - Math.min(value, choices.below(4)), value + 9, value);
      default -> ranged(0, value + 1, choices.oneIn(2) ? 0 : value);
    };
  }

  private Extent ranged(long least, long most, long value) {
    return declare(
        new Extent.Dimension(names.fresh("n"), least, most), ": " + least + ".." + most, value);
  }

  private Extent stepped() {
    long step = 1L << choices.below(4);
    long value = step * choices.between(1, 3);
    String bounds = ": " + step + ".." + 8 * step + " step " + step;
    return declare(new Extent.Dimension(names.fresh("d"), step, 8 * step), bounds, value);
  }

  /// Kernels see no difference between this and a number.
  private Extent fixed() {
    long value = size();
    Extent.Dimension dimension = new Extent.Dimension(names.fresh("f"), value, value);
    declarations.add(dimension.name() + ": " + value + ".." + value);
    equations.put(dimension.name(), Extent.of(value));
    extents.add(dimension);
    return dimension;
  }

  private Extent derived() {
    List<Extent> small = extents.stream().filter(e -> value(e) <= 12 && e.most() <= 4096).toList();
    if (small.isEmpty()) {
      return bounded();
    }
    Extent first = choices.pick(small);
    Extent equal =
        switch (choices.below(4)) {
          case 0 -> first.times(Extent.of(choices.between(2, 3)));
          case 1 -> first.plus(choices.between(1, 3));
          case 2 -> first.times(choices.pick(small));
          default -> first.plus(3).over(2);
        };
    Extent.Dimension dimension =
        new Extent.Dimension(names.fresh("m"), equal.least(), equal.most());
    declarations.add(dimension.name() + " = " + equal.text());
    equations.put(dimension.name(), equal);
    extents.add(dimension);
    return dimension;
  }

  private Extent declare(Extent.Dimension dimension, String bounds, long value) {
    declarations.add(dimension.name() + bounds);
    extents.add(dimension);
    free.put(dimension.name(), value);
    samples.put(dimension.name(), bounds.contains("step") ? value : sample(dimension, value));
    return dimension;
  }

  private long sample(Extent.Dimension dimension, long value) {
    long other = choices.oneIn(4) ? value + choices.between(0, 2) : value;
    return Math.clamp(Math.max(1, other), dimension.least(), dimension.most());
  }

  /// States that runs and samples have to agree in an extent.
  void pin(Extent extent) {
    switch (extent) {
      case Extent.Constant _ -> {}
      case Extent.Dimension(String name, long _, long _) -> {
        if (equations.containsKey(name)) {
          pin(equations.get(name));
        } else {
          pinned.add(name);
        }
      }
      case Extent.Sum(Extent inner, long _) -> pin(inner);
      case Extent.Quotient(Extent inner, long _) -> pin(inner);
      case Extent.Product(Extent left, Extent right) -> {
        pin(left);
        pin(right);
      }
    }
  }

  /// As declared in a kernel.
  List<String> declarations() {
    return List.copyOf(declarations);
  }

  /// Extents that have a name.
  List<Extent> extents() {
    return List.copyOf(extents);
  }

  /// Those that follow from the shapes of arguments only.
  List<Extent> undetermined() {
    return extents.stream()
        .filter(e -> e instanceof Extent.Dimension dimension && free.containsKey(dimension.name()))
        .toList();
  }

  /// Values of the dimensions without an equation.
  SortedMap<String, Long> free() {
    return Collections.unmodifiableSortedMap(free);
  }

  /// The value of an extent in the run.
  long value(Extent extent) {
    return extent.value(complete(free));
  }

  /// The value of an extent in the samples.
  long sampleValue(Extent extent) {
    SortedMap<String, Long> values = new TreeMap<>(samples);
    pinned.forEach(name -> values.put(name, free.getOrDefault(name, 1L)));
    return extent.value(complete(values));
  }

  private Map<String, Long> complete(SortedMap<String, Long> values) {
    SortedMap<String, Long> all = new TreeMap<>(values);
    equations.forEach((name, equal) -> all.put(name, equal.value(all)));
    return all;
  }
}
