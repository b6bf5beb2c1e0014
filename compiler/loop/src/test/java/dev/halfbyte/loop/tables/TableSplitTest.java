package dev.halfbyte.loop.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/// Which lookups leave their loops, and that no bit changes.
final class TableSplitTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 40;

  /// `table[x] + x * factor`, of numbers of `elem`; without the second term where the factor is 0.
  private static SealedProgram program(ElemType elem, IntToLongFunction entry, long factor) {
    ProgramBuilder b = new ProgramBuilder("tables");
    TensorType type = new TensorType(ElemType.S8, Shape.of(ROWS, COLUMNS));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    Tensor entries = Tensor.generateInts(new TensorType(elem, Shape.of(256)), entry);
    Value found = b.add(new Lookup(x, b.constant("entries", entries)));
    if (factor == 0) {
      b.output("y", found);
    } else {
      TensorType wide = type.withElem(ElemType.S32);
      Value scale = b.constant("factor", Tensor.generateInts(wide, i -> factor));
      Value scaled = b.binary(Binary.Kind.MUL, b.add(new Cast(x, ElemType.S32)), scale);
      Value number = b.add(new Cast(found, ElemType.S32));
      b.output("y", b.binary(Binary.Kind.ADD, number, scaled));
    }
    return Sealer.seal(new CoreProgram(b.build()));
  }

  /// How many maps there are in the program, after its bits have been compared.
  private static int maps(SealedProgram program, OptionalLong leastCount) {
    TargetFacts facts = new TargetFacts("plain", Optional.empty(), 16).withTables(leastCount);
    LoopProgram loops = LoopLowering.lower(program, facts);
    assertEquals(List.of(), LoopVerifier.verify(loops));
    TensorType type = new TensorType(ElemType.S8, Shape.of(ROWS, COLUMNS));
    Map<String, Tensor> tensors = Map.of("x", Tensor.generateInts(type, i -> (byte) (i * 41)));
    Arguments arguments = Arguments.of(program.program(), tensors, Map.of());
    assertEquals(
        Interpreter.run(program.program(), tensors), LoopInterpreter.run(loops, arguments));
    String text = LoopPrinter.print(loops).text();
    return text.split("table.map", -1).length - 1;
  }

  private static final OptionalLong ANY = OptionalLong.of(1);

  @Test
  void bytesThatBecomeBytesNeedNoLoop() {
    SealedProgram program = program(ElemType.S8, i -> (byte) (i * 7), 0);
    assertEquals(1, maps(program, ANY));
    TargetFacts facts = new TargetFacts("plain", Optional.empty(), 16).withTables(ANY);
    String text = LoopPrinter.print(LoopLowering.lower(program, facts)).text();
    assertTrue(text.contains("table.map out_y[40*i0] = c_bytes_0 of in_x[40*i0], count 40"), text);
    assertTrue(!text.contains("for "), text);
  }

  @Test
  void wideEntriesAreLookedUpByteByByte() {
    assertEquals(2, maps(program(ElemType.S16, i -> i * 251 - 32_000, 3), ANY));
    assertEquals(1, maps(program(ElemType.S16, i -> i - 128, 3), ANY));
    assertEquals(1, maps(program(ElemType.S16, i -> 255 - i, 3), ANY));
    assertEquals(0, maps(program(ElemType.S32, i -> i * 100_000L, 3), ANY));
  }

  @Test
  void shortLoopsStayWhole() {
    SealedProgram program = program(ElemType.S8, i -> (byte) (i * 7), 0);
    assertEquals(1, maps(program, OptionalLong.of(COLUMNS)));
    assertEquals(0, maps(program, OptionalLong.of(COLUMNS + 1)));
    assertEquals(0, maps(program, OptionalLong.empty()));
  }
}
