package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.RECURSION;
import static dev.halfbyte.frontend.fault.FrontendCode.UNUSED_NAME;

import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The user functions of a file: their names, and what their texts alone tell.
final class Functions {
  private final Reporter reporter;
  private final Map<String, FunctionSyntax> functions = new LinkedHashMap<>();
  private final Map<String, Set<String>> tensorParameters = new LinkedHashMap<>();
  private final Set<String> faulty;
  private final Set<String> used = new HashSet<>();

  private Functions(Reporter reporter, Set<String> broken) {
    this.reporter = reporter;
    this.faulty = new HashSet<>(broken);
  }

  /// Checks the names within all functions.
  ///
  /// @param broken names of declarations whose text is unsound
  static Functions of(List<FunctionSyntax> declared, Set<String> broken, Reporter reporter) {
    Functions result = new Functions(reporter, broken);
    declared.forEach(result::declare);
    for (FunctionSyntax function : result.functions.values()) {
      FunctionNames names = new FunctionNames(function, result, reporter);
      if (!names.check()) {
        result.faulty.add(function.name().text());
      }
    }
    result.findRecursion();
    return result;
  }

  private void declare(FunctionSyntax function) {
    Name name = function.name();
    FunctionSyntax previous = functions.putIfAbsent(name.text(), function);
    if (previous != null) {
      reporter.report(
          Diagnostic.error(
                  DUPLICATE_NAME, name.span(), "the function `" + name + "` is declared twice")
              .label(previous.name().span(), "first here"));
    } else if (Builtin.named(name.text()).isPresent()) {
      reporter.error(
          DUPLICATE_NAME, name.span(), "`" + name + "` is a function of the language itself");
    }
  }

  /// The function called `name`, used from here on.
  Optional<FunctionSyntax> use(String name) {
    used.add(name);
    return Optional.ofNullable(functions.get(name));
  }

  /// Whether calls of `name` are to be given up silently, because its declaration is at fault.
  boolean isFaulty(String name) {
    return faulty.contains(name);
  }

  /// All names that may be called.
  List<String> names() {
    List<String> names = new ArrayList<>(functions.keySet());
    names.addAll(Builtin.names());
    return names;
  }

  /// Warns of functions that nothing calls.
  void warnOfUnused() {
    for (FunctionSyntax function : functions.values()) {
      Name name = function.name();
      if (!used.contains(name.text()) && !name.text().startsWith("_")) {
        reporter.report(
            Diagnostic.warning(
                UNUSED_NAME, name.span(), "the function `" + name + "` is never called"));
      }
    }
  }

  private void findRecursion() {
    CallOrder order = CallOrder.of(functions);
    for (FunctionSyntax function : functions.values()) {
      Name name = function.name();
      if (order.recursive().contains(name.text())) {
        reporter.report(
            Diagnostic.error(RECURSION, name.span(), "the function `" + name + "` calls itself")
                .help("functions are inlined; they cannot be recursive"));
      }
    }
    for (FunctionSyntax function : order.calleesFirst()) {
      tensorParameters.put(function.name().text(), TensorParameters.of(function, this));
    }
    functions.keySet().stream()
        .filter(name -> !tensorParameters.containsKey(name)) // recursive, or calls what is
        .forEach(faulty::add);
  }

  /// The parameters of a function that stand for whole tensors: those with subscripts, and those
  /// that reach such a parameter of another function. All parameters of a function that defines a
  /// tensor are of this kind.
  Set<String> tensorParameters(String function) {
    return tensorParameters.getOrDefault(function, Set.of());
  }

  /// The function called `name`, without counting as a use.
  Optional<FunctionSyntax> find(String name) {
    return Optional.ofNullable(functions.get(name));
  }
}
