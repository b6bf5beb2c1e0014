package dev.halfbyte.quant.annotate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.TernaryFamily;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedCodesTest {
  private static Node view(boolean padded) {
    ProgramBuilder b = new ProgramBuilder("windows");
    Value x = b.parameter("x", new TensorType(ElemType.F32, Shape.of(4)), Parameter.Kind.INPUT);
    AccessMap same = AccessMap.broadcast(Shape.of(4), List.of(0));
    Value y = b.add(new View(x, new AccessMap(List.of(Dim.of(4)), same.indices(), padded)));
    return b.output("y", y).build().nodes().getLast();
  }

  @Test
  void signsCannotBePadded() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> PaddedCodes.requireZero(view(true), new BinaryFamily().table(1), "h"));
    assertEquals(QuantCode.NO_ZERO, fault.diagnostics().getFirst().code());
    assertEquals(
        "`h` is padded with zeros, and no code of `u1 table [-1, 1]` is zero",
        fault.diagnostics().getFirst().message());
  }

  @Test
  void otherCodesCan() {
    assertDoesNotThrow(
        () -> PaddedCodes.requireZero(view(true), new TernaryFamily().table(2), "h"));
    assertDoesNotThrow(
        () -> PaddedCodes.requireZero(view(false), new BinaryFamily().table(1), "h"));
  }
}
