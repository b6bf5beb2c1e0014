package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.codes.Points;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.codes.TableSearch;
import dev.halfbyte.quant.codes.TableSearch.Found;
import dev.halfbyte.quant.codes.TableSearch.Measure;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Finds the parameters of the code tables of computed values, by the least squared error of the
/// values that were observed.
final class TableFits {
  private final NumericsPolicy policy;
  private final SortedMap<String, SortedMap<String, Found>> found = new TreeMap<>();

  TableFits(NumericsPolicy policy) {
    this.policy = policy;
  }

  SortedMap<String, SortedMap<String, Found>> found() {
    return found;
  }

  /// Fits all values of a program but those that a softmax gives.
  void fit(Sites sites, Map<String, Observed> observed, Map<String, TensorRange> ranges) {
    if (!policy.quantized()) {
      return;
    }
    StoragePlan storages = new StoragePlan(sites, policy);
    for (Value site : sites.all().keySet()) {
      String path = sites.name(site);
      for (Sites.Demand demand : sites.demands(site)) {
        for (StoragePlan.Storage storage : storages.of(site, demand)) {
          storage
              .table()
              .ifPresent(table ->
                  fit(
                      path,
                      table,
                      Objects.requireNonNull(observed.get(path)).all(),
                      Objects.requireNonNull(ranges.get(path))));
        }
      }
    }
  }

  private void fit(
      String path, StoragePlan.Entries table, FloatHistogram values, TensorRange range) {
    if (table.family() instanceof SearchedFamily family) {
      TensorRange.Bounds bounds = range.forBits(table.rangeBits());
      double magnitude = Math.max(Math.max(-bounds.lo(), bounds.hi()), 0.0);
      Measure measure = points(values).nearest(table.storage().bits());
      fit(path, table.codes(), family, measure, magnitude, TableSearch.FRACTIONS, _ -> true);
    }
  }

  /// Fits one family.
  ///
  /// @param magnitude the largest reach
  void fit(
      String path,
      String codes,
      SearchedFamily family,
      Measure measure,
      double magnitude,
      List<Double> fractions,
      Predicate<TableFamily> allowed) {
    TableSearch.search(family, measure, magnitude, fractions, allowed)
        .ifPresent(best -> found.computeIfAbsent(path, _ -> new TreeMap<>()).put(codes, best));
  }

  private static Points points(FloatHistogram values) {
    int[] buckets = new int[1];
    values.forEach((_, _) -> buckets[0]++);
    Points points = new Points(buckets[0]);
    values.forEach(points::add);
    return points;
  }
}
