package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.loop.Step;
import java.util.ArrayList;
import java.util.List;

/// The steps of a program under construction, in the order in which they run.
final class StepList {
  private final NestNames names;
  private final List<Step> steps = new ArrayList<>();

  StepList(NestNames names) {
    this.names = names;
  }

  /// A stage to be written and added.
  Nest nest(String hint, String origin) {
    return names.nest(hint, origin);
  }

  /// A stage for the group of `node`.
  Nest nest(Node node) {
    return nest(Origins.identifier(node), Origins.describe(node));
  }

  NestNames names() {
    return names;
  }

  void add(Step step) {
    steps.add(step);
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }
}
