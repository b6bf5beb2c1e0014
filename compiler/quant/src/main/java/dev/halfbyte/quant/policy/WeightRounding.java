package dev.halfbyte.quant.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Which of its neighbouring codes a weight becomes.
public enum WeightRounding {
  /// The nearest one.
  NEAREST,
  /// Column by column, each taking over the errors of those before it (Frantar et al., GPTQ, ICLR
  /// 2023).
  GPTQ,
  /// What GPTQ gives, then single codes moved by one as long as the error of the layer falls.
  DESCENT;

  /// The method called `name` in a numerics block.
  public static Optional<WeightRounding> named(String name) {
    return Arrays.stream(values()).filter(method -> method.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
