package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Source files in two parts that take about the same time to compile, as far as sizes tell.
///
/// @param smaller names of the part with fewer bytes
/// @param larger names of the other part, not empty unless both are
record FilePair(List<String> smaller, List<String> larger) {
  FilePair {
    smaller = List.copyOf(smaller);
    larger = List.copyOf(larger);
  }

  /// Parts of `names`, files of `folder`: each file, the largest first, joins what is smaller so
  /// far.
  static FilePair of(Path folder, List<String> names) throws IOException {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : names) {
      sizes.put(name, Files.size(folder.resolve(name)));
    }
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    long firstBytes = 0;
    long secondBytes = 0;
    Comparator<String> bySize = Comparator.comparing(name -> sizes.getOrDefault(name, 0L));
    for (String name : names.stream().sorted(bySize.reversed()).toList()) {
      if (firstBytes <= secondBytes) {
        first.add(name);
        firstBytes += sizes.getOrDefault(name, 0L);
      } else {
        second.add(name);
        secondBytes += sizes.getOrDefault(name, 0L);
      }
    }
    return firstBytes < secondBytes ? new FilePair(first, second) : new FilePair(second, first);
  }
}
