package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.EXPANSION;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A kernel under construction: its definitions so far, fresh identities, and a budget against
/// explosive inlining.
final class KernelBuilder {
  private static final int LARGEST_WORK = 100_000;
  private static final int DEEPEST_CALL = 64;
  private static final int DEEPEST_VALUE = 500;

  private final Reporter reporter;
  private final Functions functions;
  private List<Definition> definitions = new ArrayList<>();
  private String path = "";
  private int tensors;
  private int indices;
  private int temporaries;
  private int work;
  private int depth;
  private boolean tooLarge;

  KernelBuilder(Reporter reporter, Functions functions) {
    this.reporter = reporter;
    this.functions = functions;
  }

  Reporter reporter() {
    return reporter;
  }

  Functions functions() {
    return functions;
  }

  List<Definition> definitions() {
    return definitions;
  }

  void add(Definition definition) {
    definitions.add(definition);
  }

  Tensor newTensor(String name, Tensor.Kind kind, ElementType type, List<Extent> shape, Span span) {
    return new Tensor(tensors++, name, kind, type, shape, span);
  }

  Index newIndex(String name, Span span) {
    return new Index(indices++, name, span);
  }

  /// A name for what a call of `function` computes.
  String temporaryName(String function) {
    temporaries++;
    return pathName(function + "." + temporaries);
  }

  /// The name of a tensor that the text at hand calls `name`.
  String pathName(String name) {
    return path + name;
  }

  /// Checks the body of a function whose call computes `target`: its names get that path.
  <T> T within(String target, Supplier<T> body) {
    String outer = path;
    path = target + ".";
    try {
      return body.get();
    } finally {
      path = outer;
    }
  }

  /// What a check gives and the definitions that it adds.
  record Collected<T>(T value, List<Definition> definitions) {}

  /// Runs `body` with its definitions kept apart from those so far.
  <T> Collected<T> collect(Supplier<T> body) {
    List<Definition> outer = definitions;
    List<Definition> inner = new ArrayList<>();
    definitions = inner;
    try {
      return new Collected<>(body.get(), inner);
    } finally {
      definitions = outer;
    }
  }

  /// Counts a value within the values that are being checked; false once the kernel is too large.
  /// [#leave] ends it.
  boolean enter(Span span) {
    depth++;
    return step(span);
  }

  void leave() {
    depth--;
  }

  /// Counts one step; false once the kernel is too large.
  boolean step(Span span) {
    work++;
    if (work > LARGEST_WORK || depth > DEEPEST_VALUE || reporter.callDepth() > DEEPEST_CALL) {
      giveUp(span);
    }
    return !tooLarge;
  }

  /// Says, once, that inlining makes too much of a small text.
  void giveUp(Span span) {
    if (!tooLarge) {
      tooLarge = true;
      reporter.report(
          Diagnostic.error(EXPANSION, span, "the functions called here expand to too much")
              .help(
                  "call fewer functions within functions, or give names to intermediate tensors"));
    }
  }
}
