package dev.halfbyte.driver.reduce;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Ways to make a text simpler.
@FunctionalInterface
interface Candidates {
  /// Simpler texts, the largest cuts first; absent where a cut leaves nothing that can be read.
  List<Supplier<Optional<String>>> of(String text);
}
