package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The stages of a program under construction, in the order in which they run.
final class StageList {
  private final Set<String> dimNames;
  private final List<Stage> stages = new ArrayList<>();

  /// @param dimNames names that stages must not use for anything else
  StageList(Set<String> dimNames) {
    this.dimNames = dimNames;
  }

  /// A stage to be written, and added before the next is asked for.
  Nest nest(String hint, String origin) {
    return new Nest("s" + stages.size() + "_" + hint, origin, dimNames);
  }

  /// A stage for the group of `node`.
  Nest nest(Node node) {
    return nest(Origins.identifier(node), Origins.describe(node));
  }

  void add(Stage stage) {
    stages.add(stage);
  }

  List<Stage> stages() {
    return List.copyOf(stages);
  }
}
