package dev.halfbyte.loop.fuse;

import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Stage;
import java.util.HashSet;
import java.util.Set;

/// Which buffers of others a stage reads or writes.
record StageAccess(Set<Buffer> buffers, Set<Buffer> written) {
  StageAccess {
    buffers = Set.copyOf(buffers);
    written = Set.copyOf(written);
  }

  static StageAccess of(Stage stage) {
    Set<Buffer> buffers = new HashSet<>();
    Set<Buffer> written = new HashSet<>();
    for (Access access : Accesses.of(stage.body())) {
      buffers.add(access.buffer());
      if (access.write()) {
        written.add(access.buffer());
      }
    }
    return new StageAccess(buffers, written);
  }

  /// True when the order of the two stages matters.
  boolean conflicts(StageAccess other) {
    return written.stream().anyMatch(other.buffers::contains)
        || other.written.stream().anyMatch(buffers::contains);
  }
}
