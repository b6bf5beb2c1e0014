package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A checked expression and what the checker must know about it beyond the tree.
///
/// @param presence conditions outside which the value is absent
/// @param whole the exact value of a whole number that has no type of its own yet
/// @param size the number of nodes of the tree, shared ones counted each time
/// @param height the depth of the tree
record Checked(Expr expr, List<Condition> presence, OptionalLong whole, long size, int height) {
  Checked {
    presence = List.copyOf(presence);
  }

  /// An expression without parts that is always present.
  static Checked leaf(Expr expr) {
    return leaf(expr, List.of());
  }

  static Checked leaf(Expr expr, List<Condition> presence) {
    return new Checked(expr, presence, OptionalLong.empty(), 1, 1);
  }

  /// An expression made of `parts`, present where all of them are.
  static Checked of(Expr expr, List<Checked> parts) {
    List<Condition> presence = new ArrayList<>();
    long size = 1;
    int height = 0;
    for (Checked part : parts) {
      for (Condition condition : part.presence) {
        if (!presence.contains(condition)) {
          presence.add(condition);
        }
      }
      size += part.size;
      height = Math.max(height, part.height);
    }
    return new Checked(expr, presence, OptionalLong.empty(), size, height + 1);
  }

  /// Whether the value is a number that takes the type of what it is combined with.
  boolean isFlexible() {
    return expr instanceof Expr.Constant || expr instanceof Expr.Size;
  }
}
