package dev.halfbyte.ir.op;

/// The ops that the interpreter, the loop lowering and the hardware binding each implement.
public sealed interface CoreOp extends Op
    permits CoreOp.Source,
        CoreOp.Movement,
        CoreOp.Elementwise,
        CoreOp.Reduction,
        CoreOp.Quantized,
        CoreOp.Structured {
  /// Values from nothing.
  sealed interface Source extends CoreOp permits Constant, Mask {}

  /// Elements change place, never value.
  sealed interface Movement extends CoreOp permits View, Reshape, Concat {}

  /// Result element `i` depends on element `i` of each operand; operands have equal shapes.
  sealed interface Elementwise extends CoreOp permits Unary, Binary, Compare, Select, Cast {}

  /// Many elements become one.
  sealed interface Reduction extends CoreOp permits Contract, Reduce {}

  /// Between floats, codes and accumulators; elementwise too.
  sealed interface Quantized extends CoreOp
      permits Quantize, Dequantize, Requantize, RequantizeAdd, Lookup {}

  /// Control over blocks and time.
  sealed interface Structured extends CoreOp permits Scan, Append {}
}
