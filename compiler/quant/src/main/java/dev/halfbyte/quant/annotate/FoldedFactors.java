package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the requantizer of logits takes over, in words.
record FoldedFactors(Flow flow, Map<Value, Node> definitions) {
  /// The constants of the ops before `logits`, outermost first, and the change of base.
  List<String> of(Value logits) {
    List<String> folded = new ArrayList<>(List.of("log2 e"));
    Optional<Value> value = Optional.of(logits);
    while (value.isPresent()) {
      Optional<Node> node = Optional.ofNullable(definitions.get(value.get()));
      if (flow.role(value.get()) instanceof Role.Moved(Value source)) {
        value = Optional.of(source);
      } else if (node.isPresent()
          && node.get().op() instanceof Binary binary
          && flow.absorbs(binary)) {
        boolean left = flow.constants().isConstant(binary.left());
        folded.add(word(binary.kind()) + " " + number(left ? binary.left() : binary.right()));
        value = Optional.of(left ? binary.right() : binary.left());
      } else {
        value = Optional.empty();
      }
    }
    return folded;
  }

  private static String word(Binary.Kind kind) {
    return switch (kind) {
      case ADD -> "plus";
      case SUB -> "less";
      case MUL -> "times";
      case DIV -> "divided by";
      case MAX, MIN, SHL, SHR -> throw new IllegalArgumentException("nothing to fold: " + kind);
    };
  }

  private String number(Value constant) {
    return flow.constants()
        .repeated(constant)
        .flatMap(ConstantValues.Repeated::splat)
        .map(String::valueOf)
        .orElse("a constant for each channel");
  }
}
