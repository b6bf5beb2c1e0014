package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.Setting;
import java.util.Objects;
import java.util.Optional;

/// An op that takes codes of a normalization, perhaps after movement.
///
/// @param value what it takes
/// @param operand which of its operands that is
/// @param channelAxis the axis of `value` that the channels have become; -1 where they are none
/// @param storage of the codes
/// @param choice the rule that asks for scales of channels
/// @param obstacle why it cannot take the scales over
record Consumer(
    Node node,
    Value value,
    int operand,
    int channelAxis,
    IntType storage,
    Choice<Setting.Reparam> choice,
    Optional<String> obstacle) {
  /// The other operand of its contraction.
  Value weight() {
    return Objects.requireNonNull(node.op().operands().get(1 - operand));
  }
}
