package dev.halfbyte.driver.eval;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The result of a kernel that holds a score for each class.
///
/// @param batched whether it is `f32[pictures, classes]`, the pictures of a call being the leading
///   axis of its inputs; else it is `f32[classes]`, of the one picture of a call
public record ScoreOutput(String name, boolean batched, int classes) {

  /// The result called `name`, or the first one that may be scores.
  ///
  /// @param program with weights as constants
  public static ScoreOutput of(Program program, Optional<String> name) {
    Map<dev.halfbyte.ir.Value, TensorType> types = program.types();
    List<String> names = program.outputs().stream().map(Output::name).toList();
    for (Output output : program.outputs()) {
      TensorType type = Objects.requireNonNull(types.get(output.value()));
      if (name.map(output.name()::equals).orElseGet(() -> areScores(type))) {
        if (!areScores(type)) {
          throw noScores("`%s` is %s".formatted(output.name(), type), names);
        }
        Shape shape = type.shape();
        int classes = Math.toIntExact(shape.dim(shape.rank() - 1).fixed());
        return new ScoreOutput(output.name(), shape.rank() == 2, classes);
      }
    }
    throw noScores(
        name.map(wanted -> "the kernel has no result `" + wanted + "`")
            .orElse("no result of the kernel holds scores"),
        names);
  }

  private static boolean areScores(TensorType type) {
    int rank = type.shape().rank();
    return type.elem().equals(ElemType.F32)
        && (rank == 1 || rank == 2)
        && type.shape().dim(rank - 1).isFixed()
        && type.shape().dim(rank - 1).fixed() > 0;
  }

  private static RuntimeException noScores(String message, List<String> names) {
    return EvalCode.NO_SCORES.fault(
        message,
        "scores are f32[classes], or f32[pictures, classes], of a fixed number of classes; results"
            + " of the kernel: "
            + String.join(", ", names));
  }
}
