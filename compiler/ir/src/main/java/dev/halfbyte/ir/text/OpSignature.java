package dev.halfbyte.ir.text;

import dev.halfbyte.ir.op.OpSchema;
import java.util.stream.Collectors;

/// How an op is written, for documents: its components with their grammar.
public final class OpSignature {
  private OpSignature() {}

  /// For example `relu(operand=value)`.
  public static String of(OpSchema schema) {
    return schema.components().stream()
        .map(component ->
            OpSchema.label(component)
                + "="
                + ComponentFormat.of(component.getGenericType()).grammar())
        .collect(Collectors.joining(", ", schema.mnemonic() + "(", ")"));
  }
}
