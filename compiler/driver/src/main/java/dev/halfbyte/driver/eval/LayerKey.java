package dev.halfbyte.driver.eval;

import dev.halfbyte.ir.Encoding;
import java.util.Comparator;

/// Codes of a value.
///
/// @param path name of the value, as `why` tells it
record LayerKey(String path, Encoding encoding) implements Comparable<LayerKey> {
  private static final Comparator<LayerKey> ORDER =
      Comparator.comparing(LayerKey::path).thenComparing(key -> key.encoding().toString());

  @Override
  public int compareTo(LayerKey other) {
    return ORDER.compare(this, other);
  }
}
