package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.emit.ModuleEmitter;
import dev.halfbyte.backend.llvm.emit.WeightImage;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.math.FloatFunctions;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exponentials in loops: vectors all of whose lanes are usual, all rare, and mixed, with rests of
/// every kind, give the interpreter's bits.
class VectorFormsTest {
  private static final int ROWS = 3;
  private static final float LEAST = FloatFunctions.EXP.least();
  private static final float GREATEST = FloatFunctions.EXP.greatest();
  private static final float[] RARE = {
    LEAST,
    Math.nextDown(LEAST),
    Math.nextUp(LEAST),
    -LEAST,
    Math.nextUp(-LEAST),
    GREATEST,
    Math.nextUp(GREATEST),
    FloatFunctions.EXP2.least(),
    Math.nextDown(FloatFunctions.EXP2.least()),
    FloatFunctions.EXP2.greatest(),
    Math.nextUp(FloatFunctions.EXP2.greatest()),
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    0f,
    -0f,
    -Float.MAX_VALUE,
    Float.MAX_VALUE
  };

  @TempDir private Path folder;
  @TempDir private Path scratch;

  private final Program program = program();

  /// Exponentials alone, and such whose sums are taken where they are made.
  private static Program program() {
    ProgramBuilder b = new ProgramBuilder("forms").dim(new DimDeclaration("m", 0, 200, 1));
    Shape shape = new Shape(List.of(Dim.of(ROWS), Dim.symbol("m")));
    Value x = b.parameter("x", new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
    for (Unary.Kind kind : List.of(Unary.Kind.EXP, Unary.Kind.EXP2)) {
      b.output("plain_" + kind.name().toLowerCase(Locale.ROOT), b.add(new Unary(kind, x)));
      Value shifted = b.binary(Binary.Kind.SUB, x, b.splat(1, x));
      Value e = b.add(new Unary(kind, shifted));
      Value sum =
          b.add(
              new Reduce(
                  Reduce.Kind.SUM, e, Optional.empty(), List.of(1), Order.LANES16, ElemType.F32));
      b.output(
          "part_" + kind.name().toLowerCase(Locale.ROOT),
          b.binary(Binary.Kind.DIV, e, b.broadcast(sum, shape, List.of(0))));
    }
    return b.build();
  }

  private record Call(SortedMap<String, Long> dims, SequencedMap<String, Tensor> inputs) {}

  private static Call call(long columns, IntToDoubleFunction element) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", Tensor.generateFloats(Shape.of(ROWS, columns), element));
    return new Call(new TreeMap<>(Map.of("m", columns)), inputs);
  }

  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (long columns : new long[] {0, 1, 7, 8, 15, 16, 17, 24, 63, 64, 200}) {
      calls.add(call(columns, i -> RARE[i % RARE.length]));
      calls.add(call(columns, i -> i % 37 == 5 ? RARE[i / 37 % RARE.length] : i % 50 - 30.25));
      calls.add(call(columns, i -> i % 120 - 110));
      calls.add(call(columns, i -> i % 32 < 16 ? Float.NEGATIVE_INFINITY : i / 7f - 40));
      calls.add(call(columns, _ -> Float.NaN));
    }
    return calls;
  }

  @Test
  void equalTheInterpreter() throws Exception {
    SealedProgram sealed = Sealer.seal(new CoreProgram(program));
    IsaFamily family = IsaFamily.X86_64;
    Path artefact = Runs.write(Runs.buildRunnable(sealed, family), folder);
    List<Call> calls = calls();
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs =
          calls.stream()
              .map(call -> LibraryCalls.job(variant, program, call.dims(), call.inputs()))
              .toList();
      List<Job.Result> results = Runs.host(variant).run("forms", artefact, jobs, scratch);
      for (int i = 0; i < calls.size(); i++) {
        Call call = calls.get(i);
        TensorAssertions.assertBitEqual(
            Interpreter.run(program, call.inputs(), call.dims()),
            LibraryCalls.outputs(program, call.dims(), results.get(i)),
            variant.fullName() + ", call " + i);
      }
    }
  }

  /// Loops hold no call of a function for one lane but in their rests.
  @Test
  void loopsHoldTheVectorForm() {
    LoopProgram loops =
        LoopLowering.lower(
            Sealer.seal(new CoreProgram(program)), TargetShapes.of(IsaFamily.X86_64));
    VariantPrograms programs = VariantPrograms.same(loops, List.of(IsaVariant.AVX512_VNNI));
    WeightImage weights = WeightImage.of(programs, IsaFamily.X86_64);
    String module = ModuleEmitter.emit(programs, IsaFamily.X86_64, weights).getFirst().text();
    String assembly = new ObjectCompiler(IsaFamily.X86_64).assembly(module);
    assertTrue(assembly.contains("vcmpnleps\t%zmm"), assembly);
    assertFalse(assembly.matches("(?s).*call\\S*\\s+hb\\.\\S+\\.v(8|16)\\b.*"), assembly);
  }
}
