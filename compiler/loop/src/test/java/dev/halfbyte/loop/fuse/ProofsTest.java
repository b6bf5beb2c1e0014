package dev.halfbyte.loop.fuse;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What bounds of dims prove about extents, and what they must not.
final class ProofsTest {
  private static final Dim N = Dim.symbol("n");

  private final Proofs proofs = new Proofs(List.of(new DimDeclaration("n", 1, 100, 1)));

  @Test
  void blocksCoverTheirExtent() {
    Dim blocks = N.plus(Dim.of(3)).floorDiv(4);
    assertTrue(proofs.atMost(N, blocks.times(Dim.of(4))));
    assertTrue(proofs.atMost(blocks.times(Dim.of(4)), N.plus(Dim.of(3))));
  }

  /// At n = 1 the product is 0, though a bound of its first factor would make it 2.
  @Test
  void aFactorThatMayBeNegativeBoundsNothing() {
    Dim windows = N.minus(Dim.of(5)).floorDiv(4);
    Dim product = N.floorDiv(4).times(Dim.of(4)).times(windows);
    assertFalse(proofs.nonNegative(product.minus(Dim.ONE)));
  }
}
