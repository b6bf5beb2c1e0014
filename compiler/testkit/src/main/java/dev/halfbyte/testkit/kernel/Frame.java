package dev.halfbyte.testkit.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The indices of one definition, from the outermost to those of the reduction being written.
final class Frame {
  /// An index.
  static final class Index {
    private final String name;
    private final Extent extent;
    private boolean anchored;

    private Index(String name, Extent extent) {
      this.name = name;
      this.extent = extent;
    }

    String name() {
      return name;
    }

    Extent extent() {
      return extent;
    }

    /// Notes an access whose axis says how far the index runs.
    void anchor() {
      anchored = true;
    }

    /// Whether its extent follows from an access.
    boolean isAnchored() {
      return anchored;
    }
  }

  private final Scope scope;
  private final List<Index> indices = new ArrayList<>();
  private int introduced;

  Frame(Scope scope) {
    this.scope = scope;
  }

  Scope scope() {
    return scope;
  }

  List<Index> indices() {
    return List.copyOf(indices);
  }

  Index introduce(Extent extent) {
    Index index = new Index(Names.index(introduced++), extent);
    indices.add(index);
    return index;
  }

  /// Ends the reach of the indices of a reduction, which are the last ones.
  void leave(List<Index> reduced) {
    indices.removeAll(reduced);
  }

  /// How an index is introduced, its extent stated where nothing else says it or by choice.
  String introduction(Index index) {
    boolean statable = scope.canWrite(index.extent());
    boolean stated = !index.isAnchored() || (statable && scope.choices().oneIn(8));
    return stated ? index.name() + ": " + index.extent().text() : index.name();
  }

  /// Indices that run over `extent`.
  List<Index> over(Extent extent) {
    return indices.stream().filter(index -> index.extent().equals(extent)).toList();
  }

  Optional<Index> last() {
    return indices.isEmpty() ? Optional.empty() : Optional.of(indices.getLast());
  }
}
