package dev.halfbyte.quant.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The forms of softmax that a rule can name; numerics.md defines them.
public enum SoftmaxChoice {
  /// Integers: codes relative to the row's maximum, divided by their sum after the contraction.
  LATE,
  /// Integers: codes of the probabilities themselves, without multiplier or divider.
  EARLY,
  /// Integers, I-BERT (Kim et al., ICML 2021).
  I_BERT,
  /// Integers, Shiftmax of I-ViT (Li and Gu, ICCV 2023).
  I_VIT,
  /// Integers, Log-Int-Softmax of FQ-ViT (Lin et al., IJCAI 2022).
  LOG_INT,
  /// Integers, Softermax (Stevens et al., DAC 2021).
  SOFTERMAX,
  /// Floats: maximum, exponentials and their sum, quotients.
  THREE_PASS,
  /// Floats: mantissas and exponents, without the maximum before the exponentials.
  TWO_PASS;

  /// Whether it computes on floats, and so stands in kernels that are not quantized.
  public boolean floats() {
    return switch (this) {
      case THREE_PASS, TWO_PASS -> true;
      case LATE, EARLY, I_BERT, I_VIT, LOG_INT, SOFTERMAX -> false;
    };
  }

  /// Whether the codes of its result are part of its definition.
  public boolean fixesCodes() {
    return switch (this) {
      case I_BERT, I_VIT, LOG_INT, SOFTERMAX -> true;
      case LATE, EARLY, THREE_PASS, TWO_PASS -> false;
    };
  }

  /// The form called `name` in a numerics block.
  public static Optional<SoftmaxChoice> named(String name) {
    return Arrays.stream(values()).filter(choice -> choice.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
