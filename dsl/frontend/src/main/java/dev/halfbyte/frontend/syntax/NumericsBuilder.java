package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.NUMBER;
import static dev.halfbyte.frontend.fault.FrontendCode.NUMERICS;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.frontend.ast.Numerics.Argument;
import dev.halfbyte.frontend.ast.Numerics.ArgumentValue;
import dev.halfbyte.frontend.ast.Numerics.Calibration;
import dev.halfbyte.frontend.ast.Numerics.Encode;
import dev.halfbyte.frontend.ast.Numerics.Encoding;
import dev.halfbyte.frontend.ast.Numerics.Granularity;
import dev.halfbyte.frontend.ast.Numerics.Method;
import dev.halfbyte.frontend.ast.Numerics.NamedEncoding;
import dev.halfbyte.frontend.ast.Numerics.Role;
import dev.halfbyte.frontend.ast.Numerics.Rule;
import dev.halfbyte.frontend.ast.Numerics.Setting;
import dev.halfbyte.frontend.ast.Numerics.Softmax;
import dev.halfbyte.frontend.ast.PathPattern;
import dev.halfbyte.frontend.ast.Rational;
import dev.halfbyte.frontend.grammar.HbParser.ArgumentContext;
import dev.halfbyte.frontend.grammar.HbParser.ArgumentValueContext;
import dev.halfbyte.frontend.grammar.HbParser.ArgumentsContext;
import dev.halfbyte.frontend.grammar.HbParser.BiasSettingContext;
import dev.halfbyte.frontend.grammar.HbParser.CalibrateItemContext;
import dev.halfbyte.frontend.grammar.HbParser.EncodeSettingContext;
import dev.halfbyte.frontend.grammar.HbParser.EncodingContext;
import dev.halfbyte.frontend.grammar.HbParser.EncodingItemContext;
import dev.halfbyte.frontend.grammar.HbParser.GranularityContext;
import dev.halfbyte.frontend.grammar.HbParser.MethodContext;
import dev.halfbyte.frontend.grammar.HbParser.NormSettingContext;
import dev.halfbyte.frontend.grammar.HbParser.NumericsContext;
import dev.halfbyte.frontend.grammar.HbParser.NumericsItemContext;
import dev.halfbyte.frontend.grammar.HbParser.PathContext;
import dev.halfbyte.frontend.grammar.HbParser.RoundingSettingContext;
import dev.halfbyte.frontend.grammar.HbParser.RuleItemContext;
import dev.halfbyte.frontend.grammar.HbParser.SegmentContext;
import dev.halfbyte.frontend.grammar.HbParser.SettingContext;
import dev.halfbyte.frontend.grammar.HbParser.SoftmaxSettingContext;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// Numerics blocks: encodings by name, rules, calibration.
final class NumericsBuilder {
  private static final long LARGEST_COUNT = Integer.MAX_VALUE;

  private final Builder builder;
  private final Map<String, NamedEncoding> encodings = new LinkedHashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private Optional<Calibration> calibration = Optional.empty();

  NumericsBuilder(Builder builder) {
    this.builder = builder;
  }

  Numerics build(NumericsContext context) {
    for (NumericsItemContext item : context.numericsItem()) {
      switch (item) {
        case EncodingItemContext encoding -> addEncoding(encoding);
        case CalibrateItemContext calibrate -> addCalibration(calibrate);
        case RuleItemContext rule -> addRule(rule);
        default -> throw new CompilerBug("numerics item " + item.getText());
      }
    }
    Optional<String> kernel =
        context.name().size() > 1 ? Optional.of(context.name(1).getText()) : Optional.empty();
    Name name = builder.name(context.name(0));
    return new Numerics(
        name.text(), kernel, List.copyOf(encodings.values()), rules, calibration, name.span());
  }

  private void addEncoding(EncodingItemContext context) {
    Name name = builder.name(context.name());
    NamedEncoding named = new NamedEncoding(name.text(), encoding(context.encoding()), name.span());
    NamedEncoding previous = encodings.putIfAbsent(name.text(), named);
    if (previous != null || ElementType.named(name.text()).isPresent()) {
      Diagnostic diagnostic =
          Diagnostic.error(DUPLICATE_NAME, name.span(), "`" + name + "` already names an encoding");
      builder.report(
          previous == null ? diagnostic : diagnostic.label(previous.span(), "declared here"));
    }
  }

  private void addCalibration(CalibrateItemContext context) {
    OptionalLong samples = builder.optionalInteger(context.sampleCount, 1, LARGEST_COUNT);
    OptionalLong seed = builder.optionalInteger(context.seedValue, 0, Long.MAX_VALUE);
    if (calibration.isPresent()) {
      builder.report(
          Diagnostic.error(NUMERICS, builder.span(context), "calibration is stated twice")
              .label(calibration.get().span(), "first here"));
    }
    calibration =
        Optional.of(
            new Calibration(method(context.method()), samples, seed, builder.span(context)));
  }

  private void addRule(RuleItemContext context) {
    Optional<PathPattern> path =
        context.path() == null ? Optional.empty() : Optional.of(path(context.path()));
    rules.add(
        new Rule(
            path, context.setting().stream().map(this::setting).toList(), builder.span(context)));
  }

  private PathPattern path(PathContext context) {
    return new PathPattern(
        context.segment().stream().map(this::segment).toList(), builder.span(context));
  }

  private PathPattern.Segment segment(SegmentContext context) {
    if (context.name() == null) {
      return context.getText().equals("*") ? new PathPattern.AnyStep() : new PathPattern.AnySteps();
    }
    String name = context.name().getText();
    if (!context.INTEGER().isEmpty()) {
      return new PathPattern.Elements(
          name, context.INTEGER().stream().map(n -> builder.integer(n.getSymbol())).toList());
    }
    return context.getChildCount() > 1
        ? new PathPattern.AnyElement(name)
        : new PathPattern.Named(name);
  }

  private Setting setting(SettingContext context) {
    return switch (context) {
      case NormSettingContext norm -> new Softmax(norm.when.getText(), builder.span(norm));
      case SoftmaxSettingContext softmax ->
          new Softmax(softmax.name().getText(), builder.span(softmax));
      case RoundingSettingContext rounding ->
          new Numerics.Rounding(rounding.name().getText(), builder.span(rounding));
      case BiasSettingContext bias -> new Numerics.Bias(bias.name().getText(), builder.span(bias));
      case EncodeSettingContext encode ->
          new Encode(
              role(encode.role),
              encoding(encode.encoding()),
              granularity(encode.granularity()),
              encode.method() == null ? Optional.empty() : Optional.of(method(encode.method())),
              builder.span(encode));
      default -> throw new CompilerBug("setting " + context.getText());
    };
  }

  private static Role role(Token token) {
    return switch (token.getText()) {
      case "weight" -> Role.WEIGHT;
      case "act" -> Role.ACTIVATION;
      case "residual" -> Role.RESIDUAL;
      default -> throw new CompilerBug("role " + token.getText());
    };
  }

  private Optional<Granularity> granularity(@Nullable GranularityContext context) {
    if (context == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (context.getStart().getText()) {
          case "tensor" -> new Numerics.PerTensor();
          case "token" -> new Numerics.PerToken();
          case "axis" -> new Numerics.PerAxis((int) builder.integer(context.getStop(), 0, 63));
          case "group" ->
              new Numerics.PerGroup((int) builder.integer(context.getStop(), 1, 1 << 20));
          default -> throw new CompilerBug("granularity " + context.getText());
        });
  }

  private Encoding encoding(EncodingContext context) {
    Name storage = builder.name(context.name(0));
    NamedEncoding named = encodings.get(storage.text());
    boolean hasFamily = context.name().size() > 1 || context.family != null;
    if (named != null && !hasFamily) {
      return new Encoding(
          named.encoding().storage(), named.encoding().family(), builder.span(context));
    }
    Optional<ElementType> type = ElementType.named(storage.text());
    if (type.isEmpty()) {
      builder.report(
          Diagnostic.error(NUMERICS, storage.span(), "unknown encoding `" + storage + "`")
              .help(
                  Suggestions.didYouMean(storage.text(), encodings.keySet())
                      .or(() -> Optional.of("integers are `s2` to `s32` and `u1` to `u16`"))));
    }
    Optional<Method> family = Optional.empty();
    if (hasFamily) {
      Name name =
          context.family == null
              ? builder.name(context.name(1))
              : new Name(context.family.getText(), builder.span(context.family));
      family = Optional.of(method(name, context.arguments()));
    }
    return new Encoding(type.orElse(ElementType.F32), family, builder.span(context));
  }

  private Method method(MethodContext context) {
    return method(builder.name(context.name()), context.arguments());
  }

  private Method method(Name name, @Nullable ArgumentsContext arguments) {
    return arguments == null
        ? new Method(name.text(), List.of(), name.span())
        : new Method(
            name.text(),
            arguments.argument().stream().map(this::argument).toList(),
            name.span().to(builder.span(arguments)));
  }

  private Argument argument(ArgumentContext context) {
    return new Argument(
        builder.optionalName(context.name()).map(Name::text),
        value(context.argumentValue()),
        builder.span(context));
  }

  private ArgumentValue value(ArgumentValueContext context) {
    if (context.name() != null) {
      return new Numerics.Word(context.name().getText());
    }
    Rational value = builder.rational(context.number(0));
    if (context.number().size() > 1) {
      Rational divisor = builder.rational(context.number(1));
      if (divisor.numerator().signum() == 0) {
        builder.error(NUMBER, builder.span(context), "division by zero");
      } else {
        value = value.dividedBy(divisor);
      }
    }
    return new Numerics.Exact(context.getStart().getText().equals("-") ? value.times(-1) : value);
  }
}
