package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.StoragePlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.OptionalInt;
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

  /// By name, the axis of the sites whose indices along an axis get scales of their own: channels,
  /// which move into their neighbours, or any axis that contractions keep.
  static SortedMap<String, ObservedAxis> axes(Sites sites, NumericsPolicy policy) {
    SortedMap<String, ObservedAxis> axes = new TreeMap<>();
    StoragePlan storages = new StoragePlan(sites, policy);
    for (Value site : sites.all().keySet()) {
      int rank = sites.flow().type(site).shape().rank();
      OptionalInt axis = storages.scaleAxis(site);
      if (policy.quantized() && storages.wantsChannels(site)) {
        axes.put(sites.name(site), new ObservedAxis(rank - 1, CodeForm.ANYWHERE));
      } else if (policy.quantized() && axis.isPresent() && axis.getAsInt() < rank) {
        axes.put(sites.name(site), new ObservedAxis(axis.getAsInt(), CodeForm.SYMMETRIC));
      }
    }
    return axes;
  }
}
