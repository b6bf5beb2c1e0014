package dev.halfbyte.conformance.fault;

import java.util.List;

/// Mistakes in the bytecode backend and in what runs beside a kernel.
final class JvmFaults {
  private static final String EMIT = "backends/jvm/src/main/java/dev/halfbyte/backend/jvm/";

  private JvmFaults() {}

  static List<FaultClass> all() {
    return List.of(
        fault(
            "sign-extension",
            "an unsigned element is read as a signed one",
            in("ExpressionEmitter", "code.visitLdcInsn(255)", "code.visitLdcInsn(-1)"),
            in("ExpressionEmitter", "0xffffffffL", "-1L"),
            in(
                "runtime/ConstantImage",
                "top >> (Integer.SIZE - bits)",
                "top >>> (Integer.SIZE - bits)")),
        fault(
            "unsigned-shift",
            "a shift to the right brings in zeros",
            in("BinaryOpcodes", "case SHR -> Opcodes.ISHR", "case SHR -> Opcodes.IUSHR")),
        fault(
            "compared-nan",
            "a comparison with NaN holds",
            in("ExpressionEmitter", "case LT, LE -> Opcodes.FCMPG", "case LT, LE -> Opcodes.FCMPL"),
            in(
                "ExpressionEmitter",
                "case GT, GE, EQ, NE -> Opcodes.FCMPL",
                "case GT, GE, EQ, NE -> Opcodes.FCMPG")),
        fault(
            "equal-zeros",
            "the maximum of zeros of both signs is the left one",
            in(
                "ExpressionEmitter",
                "max ? CompareKind.GT : CompareKind.LT",
                "max ? CompareKind.GE : CompareKind.LE")),
        fault(
            "nan-pattern",
            "NaN is stored with another pattern",
            in("ExpressionEmitter", "CANONICAL_NAN = 0x7fc00000", "CANONICAL_NAN = 0x7fc00001")),
        fault(
            "integer-root",
            "the root of one less than a large square is one too large",
            in("runtime/Roots", "if (rest < 0)", "if (rest < -1)")),
        fault(
            "leaf-column",
            "the initial sum of a neighbouring column is added",
            in("runtime/ScalarTiles", "output[place + 1] += right", "output[place + 1] += left"),
            in("runtime/ScalarTiles", "output[below] += left", "output[below] += right")),
        fault(
            "worker-edge",
            "the last iteration of a worker is left out",
            in(
                "runtime/ParallelStages",
                "int end = share(extent, worker + 1, workers)",
                "int end = share(extent, worker + 1, workers) - 1")),
        fault(
            "missed-wait",
            "a stage starts before all workers have done the one before",
            in("runtime/ParallelStages", "CompletableFuture.allOf(done).join();", "")),
        fault(
            "iteration-number",
            "every iteration of a scan is told that it is the first",
            in("runtime/StepRunner", "values[counter] = i;", "values[counter] = 0;")),
        fault(
            "loop-step",
            "a bound of several limits takes only the first",
            in("StageEmitter", "\"min\", \"(II)I\"", "\"max\", \"(II)I\"")));
  }

  private static FaultClass fault(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.JVM, models, "jvm", List.of(patches));
  }

  private static Patch in(String file, String find, String replacement) {
    return new Patch(EMIT + file + ".java", find, replacement);
  }
}
