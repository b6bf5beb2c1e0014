package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The widths of codes with scales of their own, for which percentiles are chosen.
final class CodeWidths {
  private CodeWidths() {}

  /// By name; sites that only share scales have an empty set.
  static SortedMap<String, SortedSet<Integer>> of(Sites sites, NumericsPolicy policy) {
    SortedMap<String, SortedSet<Integer>> widths = new TreeMap<>();
    StoragePlan storages = new StoragePlan(sites, policy);
    for (Value site : sites.all().keySet()) {
      widths.put(sites.name(site), policy.quantized() ? storages.ownWidths(site) : new TreeSet<>());
    }
    return widths;
  }

  /// By name, the channels of the sites whose channels get scales of their own.
  static SortedMap<String, Integer> channels(Sites sites, NumericsPolicy policy) {
    SortedMap<String, Integer> channels = new TreeMap<>();
    StoragePlan storages = new StoragePlan(sites, policy);
    for (Value site : sites.all().keySet()) {
      if (policy.quantized() && storages.wantsChannels(site)) {
        channels.put(sites.name(site), Math.toIntExact(sites.channels(site)));
      }
    }
    return channels;
  }
}
