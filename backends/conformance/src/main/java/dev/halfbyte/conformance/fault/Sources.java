package dev.halfbyte.conformance.fault;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// The sources of a checkout, in which places for faults are found.
public final class Sources {
  private final Path root;

  public Sources(Path root) {
    this.root = root;
  }

  /// How many places there are for a fault of `kind`.
  public int places(FaultClass kind) throws IOException {
    return sites(kind, new TreeMap<>()).size();
  }

  /// Every way to plant `classes` at once, in an order of `seed`; where there is more than one
  /// class, each place of the first is taken once.
  List<PlantedFault> instances(List<FaultClass> classes, long seed) throws IOException {
    List<PlantedFault> instances = new ArrayList<>();
    // By name: the hash of an enum differs from process to process.
    List<String> names = classes.stream().map(FaultClass::name).toList();
    Random random = new Random(seed * 31 + names.hashCode());
    for (Site first : shuffled(sites(classes.getFirst(), new TreeMap<>()), random)) {
      List<Site> chosen = new ArrayList<>(List.of(first));
      SortedMap<String, String> changed = new TreeMap<>();
      changed.put(first.file(), first.patched());
      for (FaultClass next : classes.subList(1, classes.size())) {
        Site site = shuffled(sites(next, changed), random).getFirst();
        chosen.add(site);
        changed.put(site.file(), site.patched());
      }
      instances.add(new PlantedFault(classes, chosen));
    }
    return instances;
  }

  /// @param changed content of files that differ from the checkout
  private List<Site> sites(FaultClass kind, SortedMap<String, String> changed) throws IOException {
    List<Site> sites = new ArrayList<>();
    for (Patch patch : kind.patches()) {
      String kept = changed.get(patch.file());
      String text = kept == null ? Files.readString(root.resolve(patch.file())) : kept;
      List<Site> found = patch.sites(text);
      if (found.isEmpty()) {
        throw new CompilerBug("`%s` of fault %s is nowhere".formatted(patch.find(), kind.name()));
      }
      sites.addAll(found);
    }
    return sites;
  }

  private static List<Site> shuffled(List<Site> sites, Random random) {
    List<Site> order = new ArrayList<>(sites);
    Collections.shuffle(order, random);
    return order;
  }
}
