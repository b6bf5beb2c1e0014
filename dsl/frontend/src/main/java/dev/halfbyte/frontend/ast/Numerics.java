package dev.halfbyte.frontend.ast;

import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A `numerics` block: with which numbers a kernel computes.
///
/// Nothing here is checked against what the quantizer can do; every part carries its span so that
/// it can say what it does not support.
///
/// @param kernel the kernel it is written for; absent: any
/// @param rules in source order; of several that match a value, the last wins
/// @param span the name of the block
public record Numerics(
    String name,
    Optional<String> kernel,
    List<NamedEncoding> encodings,
    List<Rule> rules,
    Optional<Calibration> calibration,
    Span span) {

  /// Copies the lists.
  public Numerics {
    encodings = List.copyOf(encodings);
    rules = List.copyOf(rules);
  }

  /// `encoding name = ...`; uses of the name are already replaced by the encoding.
  public record NamedEncoding(String name, Encoding encoding, Span span) {}

  /// What a code stands for: an affine integer, `f32`, or a code of a family such as `log2`.
  ///
  /// @param storage the type of a code
  /// @param family absent: affine (or plain `f32`)
  public record Encoding(ElementType storage, Optional<Method> family, Span span) {}

  /// A named method with arguments, e.g. `percentile(.999, .9999)` or `repq(scale = median)`.
  public record Method(String name, List<Argument> arguments, Span span) {
    /// Copies the arguments.
    public Method {
      arguments = List.copyOf(arguments);
    }
  }

  /// An argument of a method, by position or by name.
  public record Argument(Optional<String> name, ArgumentValue value, Span span) {}

  /// The value of an argument.
  public sealed interface ArgumentValue {}

  /// An exact number.
  public record Exact(Rational value) implements ArgumentValue {}

  /// A word whose meaning the method defines.
  public record Word(String text) implements ArgumentValue {}

  /// `path setting, ...` or `default setting, ...`.
  ///
  /// @param path absent: `default`
  public record Rule(Optional<PathPattern> path, List<Setting> settings, Span span) {
    /// Copies the settings.
    public Rule {
      settings = List.copyOf(settings);
    }
  }

  /// One thing that a rule lays down.
  public sealed interface Setting {
    /// Where it is written.
    Span span();
  }

  /// `weight s4 axis 0`, `act u4 tensor via repq(scale = median)`.
  ///
  /// @param granularity absent: left to the role (weights: axis 0, others: tensor)
  /// @param via the method that moves scales into neighbours
  public record Encode(
      Role role,
      Encoding encoding,
      Optional<Granularity> granularity,
      Optional<Method> via,
      Span span)
      implements Setting {}

  /// `softmax form`: how a softmax is computed; `norm late` and `norm early` are two of the forms.
  public record Softmax(String form, Span span) implements Setting {}

  /// `rounding method`: which of its neighbouring codes a weight becomes.
  public record Rounding(String method, Span span) implements Setting {}

  /// `bias form`: whether biases make up for the mean error of their layer.
  public record Bias(String form, Span span) implements Setting {}

  /// Which values of a program a setting is about.
  public enum Role {
    WEIGHT,
    ACTIVATION,
    RESIDUAL
  }

  /// How many elements share a scale.
  public sealed interface Granularity {}

  /// One scale for all.
  public record PerTensor() implements Granularity {}

  /// One scale for each index of an axis.
  public record PerAxis(int axis) implements Granularity {}

  /// One scale for each row, made while running.
  public record PerToken() implements Granularity {}

  /// One scale for each run of `size` elements of the innermost axis.
  public record PerGroup(int size) implements Granularity {}

  /// `calibrate method samples n seed s`.
  public record Calibration(Method method, OptionalLong samples, OptionalLong seed, Span span) {}
}
