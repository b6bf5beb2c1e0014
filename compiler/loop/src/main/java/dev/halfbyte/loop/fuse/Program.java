package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What a fusion asks of the program around it.
///
/// Not thread-safe: what is found out about a stage is kept.
final class Program {
  private final Proofs proofs;
  private final Set<String> reserved = new HashSet<>();
  private final Map<Buffer, Set<String>> users = new HashMap<>();
  private final Map<String, StageAccess> accesses = new HashMap<>();

  Program(List<Step> steps, Collection<DimDeclaration> dims) {
    this.proofs = new Proofs(dims);
    dims.forEach(d -> reserved.add(d.name()));
    collect(steps);
  }

  private void collect(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage ->
            access(stage)
                .buffers()
                .forEach(b -> users.computeIfAbsent(b, k -> new HashSet<>()).add(stage.name()));
        case Repeat repeat -> {
          reserved.add(repeat.variable().name());
          collect(repeat.steps());
        }
      }
    }
  }

  Proofs proofs() {
    return proofs;
  }

  /// Names that mean something in every stage.
  Set<String> reserved() {
    return reserved;
  }

  /// Names of the stages that touch each buffer.
  Map<Buffer, Set<String>> users() {
    return users;
  }

  StageAccess access(Stage stage) {
    return accesses.computeIfAbsent(stage.name(), name -> StageAccess.of(stage));
  }

  boolean conflict(Stage stage, List<Stage> others) {
    StageAccess own = access(stage);
    return others.stream().anyMatch(other -> own.conflicts(access(other)));
  }

  /// Bytes of the largest workspace buffer that `stage` writes; 0 where it writes none.
  long bytesWritten(Stage stage) {
    return largest(access(stage).written().stream());
  }

  /// Bytes of the largest workspace buffer that goes from one stage to the other.
  long bytesPassed(Stage from, Stage to) {
    Set<Buffer> taken = access(to).buffers();
    return largest(access(from).written().stream().filter(taken::contains));
  }

  private long largest(Stream<Buffer> buffers) {
    return buffers.filter(b -> b.space() == Space.WORKSPACE).mapToLong(this::bytes).max().orElse(0);
  }

  /// The most bytes that `buffer` can have.
  long bytes(Buffer buffer) {
    return proofs.most(buffer.bytes()).orElse(Long.MAX_VALUE);
  }
}
