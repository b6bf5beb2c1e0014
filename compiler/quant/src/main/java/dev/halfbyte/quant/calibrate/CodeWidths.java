package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// The widths of codes with scales of their own, for which percentiles are chosen.
final class CodeWidths {
  private CodeWidths() {}

  /// By name; sites that only share scales have an empty set.
  static SortedMap<String, SortedSet<Integer>> of(Sites sites, NumericsPolicy policy) {
    SortedMap<String, SortedSet<Integer>> widths = new TreeMap<>();
    if (policy.quantized()) {
      StoragePlan storages = new StoragePlan(sites, policy);
      sites.all().keySet().forEach(site -> widths.put(sites.name(site), storages.ownWidths(site)));
    }
    return widths;
  }
}
