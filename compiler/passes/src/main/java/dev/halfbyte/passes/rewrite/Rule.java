package dev.halfbyte.passes.rewrite;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import java.util.Optional;

/// A local rewrite that keeps every bit.
///
/// @param name as typed after `--disable-rule` and shown in the counts
/// @param summary the rewrite as `before -> after`
public record Rule(String name, String summary, Body body) {
  /// The rewrite itself.
  public interface Body {
    /// What replaces the result of `node`; empty where the rule does not apply. Adds nothing to the
    /// copy unless it applies.
    Optional<Rewrite> match(Node node, Rewriter copy);
  }

  /// A rewrite that was found and not yet done.
  public interface Rewrite {
    /// Adds the new nodes and returns the value that replaces the old one.
    Value apply();
  }
}
