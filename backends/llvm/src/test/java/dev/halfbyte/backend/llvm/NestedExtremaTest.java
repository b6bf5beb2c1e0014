package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Maxima and minima of each other, of values and of constant zeros of both signs: LLVM knows folds
/// of these that do not ask for the sign.
class NestedExtremaTest {
  private static final float[] SPECIAL = {0f, -0f, 1f, -1f, Float.NaN, Float.NEGATIVE_INFINITY};
  private static final TensorType TYPE =
      new TensorType(ElemType.F32, Shape.of((long) SPECIAL.length * SPECIAL.length));

  @TempDir private Path folder;
  @TempDir private Path scratch;

  @ParameterizedTest
  @CsvSource({
    "MAX, MAX, X86_64",
    "MAX, MIN, X86_64",
    "MIN, MAX, X86_64",
    "MIN, MIN, X86_64",
    "MAX, MAX, AARCH64",
    "MAX, MIN, AARCH64",
    "MIN, MAX, AARCH64",
    "MIN, MIN, AARCH64"
  })
  void zerosKeepTheirSigns(Binary.Kind outer, Binary.Kind inner, IsaFamily family)
      throws Exception {
    Program program = nests(outer, inner);
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    int count = SPECIAL.length;
    inputs.put("x", Tensor.generateFloats(TYPE.shape(), i -> SPECIAL[i % count]));
    inputs.put("y", Tensor.generateFloats(TYPE.shape(), i -> SPECIAL[i / count]));
    Map<String, Tensor> expected = Interpreter.run(program, inputs);
    Path artefact =
        Runs.write(Runs.buildRunnable(Sealer.seal(new CoreProgram(program)), family), folder);
    for (IsaVariant variant : Runs.runnable(family)) {
      Job job = LibraryCalls.job(variant, program, new TreeMap<>(), inputs);
      Job.Result result =
          Runs.host(variant).run(program.name(), artefact, List.of(job), scratch).getFirst();
      TensorAssertions.assertBitEqual(
          expected, LibraryCalls.outputs(program, new TreeMap<>(), result), variant.fullName());
    }
  }

  private static Program nests(Binary.Kind outer, Binary.Kind inner) {
    ProgramBuilder builder = new ProgramBuilder("nests");
    Value x = builder.parameter("x", TYPE, Parameter.Kind.INPUT);
    Value y = builder.parameter("y", TYPE, Parameter.Kind.INPUT);
    List<Value> operands = List.of(x, y, splat(builder, "zero", 0f), splat(builder, "minus", -0f));
    int outputs = 0;
    for (Value left : operands) {
      for (Value right : operands.subList(operands.indexOf(left), operands.size())) {
        Value nested = builder.add(new Binary(inner, left, right));
        for (Value other : operands) {
          builder.output("r" + outputs++, builder.add(new Binary(outer, nested, other)));
          builder.output("r" + outputs++, builder.add(new Binary(outer, other, nested)));
        }
      }
    }
    return builder.build();
  }

  private static Value splat(ProgramBuilder builder, String name, float literal) {
    Value scalar = builder.constant(name, Tensor.ofFloats(Shape.SCALAR, literal));
    return builder.add(new View(scalar, AccessMap.broadcast(TYPE.shape(), List.of())));
  }
}
