package dev.halfbyte.ir;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Checked arguments of one run: a tensor of the right type for every parameter, a value for every
/// dim.
///
/// @param dims values of the symbolic dims
/// @param tensors in the order of the parameters
public record Arguments(SortedMap<String, Long> dims, SequencedMap<String, Tensor> tensors) {
  public Arguments {
    dims = Collections.unmodifiableSortedMap(new TreeMap<>(dims));
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /// Checks `tensors` against the parameters of `program`; dims that `known` does not give follow
  /// from the shapes.
  ///
  /// @throws DiagnosticException with everything that is wrong
  public static Arguments of(
      Program program, Map<String, Tensor> tensors, Map<String, Long> known) {
    List<Diagnostic> faults = new ArrayList<>();
    List<String> names = program.parameters().stream().map(Parameter::name).toList();
    List<String> dimNames = program.dims().stream().map(DimDeclaration::name).toList();
    tensors.keySet().forEach(name -> known("parameter", name, names, faults));
    known.keySet().forEach(name -> known("dim", name, dimNames, faults));
    SequencedMap<String, Tensor> given = new LinkedHashMap<>();
    for (Parameter parameter : program.parameters()) {
      Optional.ofNullable(tensors.get(parameter.name()))
          .ifPresentOrElse(
              tensor -> given.put(parameter.name(), tensor),
              () ->
                  faults.add(
                      Diagnostic.error(
                          RunCode.MISSING_ARGUMENT,
                          "`%s`: %s is not given".formatted(parameter.name(), parameter.type()))
                          .help("given are: " + String.join(", ", tensors.keySet()))));
    }
    SortedMap<String, Long> dims = new TreeMap<>(known);
    solve(program, given, dims);
    for (DimDeclaration dim : program.dims()) {
      checkDim(dim, Optional.ofNullable(dims.get(dim.name())), faults);
    }
    if (faults.isEmpty()) {
      checkTypes(program, given, dims, faults);
    }
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
    return new Arguments(dims, given);
  }

  private static void known(String what, String name, List<String> names, List<Diagnostic> faults) {
    if (!names.contains(name)) {
      faults.add(
          Diagnostic.error(RunCode.UNKNOWN_ARGUMENT, "there is no " + what + " `" + name + "`")
              .help(Suggestions.didYouMean(name, names)));
    }
  }

  /// Binds symbols that are alone in an extent, until nothing new follows.
  private static void solve(
      Program program, Map<String, Tensor> tensors, SortedMap<String, Long> dims) {
    int before;
    do {
      before = dims.size();
      for (Parameter parameter : program.parameters()) {
        Tensor tensor = tensors.get(parameter.name());
        if (tensor != null && tensor.type().shape().rank() == parameter.type().shape().rank()) {
          long[] extents = tensor.type().shape().extents();
          for (int axis = 0; axis < extents.length; axis++) {
            solve(parameter.type().shape().dim(axis).bind(dims), extents[axis], dims);
          }
        }
      }
    } while (dims.size() > before);
  }

  private static void solve(Dim dim, long extent, SortedMap<String, Long> dims) {
    Dim rest = dim.minus(Dim.of(extent));
    if (dim.symbols().size() != 1 || rest.terms().size() > 2) {
      return;
    }
    Dim.Term term = rest.terms().getFirst();
    long constant = rest.terms().size() == 2 ? rest.terms().getLast().coefficient() : 0;
    if (term.factors().size() == 1
        && term.factors().getFirst() instanceof Dim.Symbol symbol
        && constant % term.coefficient() == 0) {
      dims.put(symbol.name(), -constant / term.coefficient());
    }
  }

  private static void checkDim(DimDeclaration dim, Optional<Long> value, List<Diagnostic> faults) {
    String bounds =
        dim.min() + ".." + dim.max() + (dim.step() == 1 ? "" : " in steps of " + dim.step());
    if (value.isEmpty()) {
      faults.add(
          Diagnostic.error(
              RunCode.BAD_DIM,
              "dim `" + dim.name() + "` follows from no argument; it is one of " + bounds)
              .help("give its value by hand"));
    } else if (!dim.admits(value.get())) {
      faults.add(
          Diagnostic.error(
              RunCode.BAD_DIM,
              "dim `" + dim.name() + "` is " + value.get() + ", declared as " + bounds)
              .help("change the bounds in the kernel, or the data"));
    }
  }

  private static void checkTypes(
      Program program,
      Map<String, Tensor> tensors,
      SortedMap<String, Long> dims,
      List<Diagnostic> faults) {
    for (Parameter parameter : program.parameters()) {
      TensorType expected = parameter.type().bind(dims);
      TensorType given =
          Optional.ofNullable(tensors.get(parameter.name())).map(Tensor::type).orElse(expected);
      if (!given.equals(expected)) {
        String declared =
            expected.equals(parameter.type()) ? "" : " (declared " + parameter.type() + ")";
        faults.add(
            Diagnostic.error(
                RunCode.WRONG_TYPE,
                "`%s` is %s, expected %s%s"
                    .formatted(parameter.name(), given, expected, declared))
                .help("reshape or convert the tensor before saving it"));
      }
    }
  }
}
