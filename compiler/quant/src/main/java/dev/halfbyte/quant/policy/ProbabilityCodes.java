package dev.halfbyte.quant.policy;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.codes.LogFamily;

/// The codes of probabilities where no rule names them.
///
/// `./dev bench accuracy-units` measures the alternatives, and its test holds this choice to what
/// it recommends.
public final class ProbabilityCodes {
  private ProbabilityCodes() {}

  /// What suits contractions whose other operand has codes of type `activation`.
  public static Setting.Activation forActivations(IntType activation) {
    return switch (activation.bits()) {
      case 1, 2 -> new Setting.Activation(new IntType(2, false), LogFamily.LOG2);
      case 3 -> new Setting.Activation(new IntType(3, false), LogFamily.LOG2);
      case 4 -> new Setting.Activation(ElemType.U4, LogFamily.LOG_SQRT2);
      default -> new Setting.Activation(ElemType.U8, LogFamily.LOGITS);
    };
  }
}
