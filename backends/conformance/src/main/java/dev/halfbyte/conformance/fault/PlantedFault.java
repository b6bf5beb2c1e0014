package dev.halfbyte.conformance.fault;

import java.util.List;
import java.util.stream.Collectors;

/// Mistakes that are made at once, one or two of them.
///
/// @param sites one of each class
record PlantedFault(List<FaultClass> classes, List<Site> sites) {
  PlantedFault {
    classes = List.copyOf(classes);
    sites = List.copyOf(sites);
  }

  String name() {
    return classes.stream().map(FaultClass::name).collect(Collectors.joining("+"));
  }

  String places() {
    return sites.stream().map(Site::place).collect(Collectors.joining(" "));
  }

  String subject() {
    return classes.getFirst().subject();
  }

  String diff() {
    return sites.stream().map(Site::diff).collect(Collectors.joining());
  }
}
