package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.SugarOp;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What later stages demand on top.
final class StageChecks {
  private StageChecks() {}

  static void noSugar(Scope scope) {
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      if (scope.program().nodes().get(i).op() instanceof SugarOp sugar) {
        scope.report(Check.NO_SUGAR, i, "`" + mnemonic(sugar) + "` is sugar");
      }
    }
  }

  /// Floats come in, are moved to a quantizer, and leave from a dequantizer: no op computes on
  /// them, and what a dequantizer made reaches no quantizer.
  static void noFloat(Scope scope) {
    Program program = scope.program();
    Map<Value, TensorType> types = program.types();
    Set<Value> dequantized = new HashSet<>();
    for (int i = 0; i < program.nodes().size(); i++) {
      Node node = program.nodes().get(i);
      boolean floats =
          node.results().stream().anyMatch(r -> isFloat(r.type()))
              || node.op().operands().stream()
                  .anyMatch(v -> isFloat(Optional.ofNullable(types.get(v)).orElseThrow()));
      if (!floats) {
        continue;
      }
      String name = "`" + mnemonic(node.op()) + "`";
      switch (node.op()) {
        case Quantize quantize -> {
          if (dequantized.contains(quantize.operand())) {
            scope.report(Check.NO_FLOAT, i, name + " reads what was dequantized before");
          }
        }
        case Dequantize _ -> dequantized.add(node.value());
        case CoreOp.Movement _ -> {
          if (node.op().operands().stream().anyMatch(dequantized::contains)) {
            dequantized.add(node.value());
          }
        }
        case CoreOp.Source _, CoreOp.Structured _ -> {
          // A constant scale, or a scan, whose body is checked on its own.
        }
        case CoreOp.Elementwise _, CoreOp.Reduction _, CoreOp.Quantized _ ->
            scope.report(Check.NO_FLOAT, i, name + " computes on floats");
        case SugarOp _ -> scope.report(Check.NO_FLOAT, i, name + " computes on floats");
      }
    }
  }

  private static boolean isFloat(TensorType type) {
    return type.elem().equals(ElemType.F32);
  }

  private static String mnemonic(Op op) {
    return OpSchema.of(op.getClass()).mnemonic();
  }
}
