package dev.halfbyte.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `fold-constants` leaves alone.
class FoldConstantsTest {
  private static Value ones(ProgramBuilder b, Shape shape) {
    Tensor one = Tensor.ofInts(new TensorType(ElemType.S8, Shape.SCALAR), 1);
    return b.broadcast(b.constant("one", one), shape, List.of());
  }

  /// Folded, the divisor would be a constant without elements, of which it is not known that it is
  /// positive.
  @Test
  void whatHasNoElementsKeepsItsRange() {
    ProgramBuilder b = new ProgramBuilder("empty");
    Shape shape = Shape.of(0);
    Value x = b.parameter("x", new TensorType(ElemType.S8, shape), Parameter.Kind.INPUT);
    Value dividend = b.binary(Binary.Kind.MAX, x, ones(b, shape));
    b.output("y", b.binary(Binary.Kind.DIV, dividend, ones(b, shape)));
    Program program = b.build();
    Verifier.require(program, Stage.CORE, "the test");
    Program folded = new FoldConstants().run(program, PassContext.unrestricted());
    Verifier.require(folded, Stage.CORE, "fold-constants");
    assertEquals(program.nodes().size(), folded.nodes().size());
  }
}
