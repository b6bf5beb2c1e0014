package dev.halfbyte.sim.verilator;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// What to simulate: a top module, the files that define it and the values of its parameters.
///
/// @param top name of the top module
/// @param sources Verilog files in the order in which the tool reads them (packages first)
/// @param includes folders searched for `` `include `` files and for modules not among the sources
/// @param parameters parameter values as Verilog literals (`8`, `4'hf`, `"text"`)
public record Design(
    String top, List<Path> sources, List<Path> includes, SequencedMap<String, String> parameters) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern LITERAL =
      Pattern.compile("-?[0-9]+|[0-9]*'s?[bodhBODH][0-9a-fA-F_]+|\"[ A-Za-z0-9_./-]*\"");

  public Design {
    requireMatch(NAME, top, "module name");
    if (sources.isEmpty()) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID, "no source files for " + top, "name at least one file");
    }
    sources = sources.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    includes = includes.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    parameters.forEach((name, value) -> {
      requireMatch(NAME, name, "parameter name");
      requireMatch(LITERAL, value, "value of parameter " + name);
    });
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
  }

  /// A design of the given files without include folders or parameters.
  public static Design of(String top, Path... sources) {
    return new Design(top, List.of(sources), List.of(), new LinkedHashMap<>());
  }

  /// The same design with one parameter set to an integer.
  public Design with(String parameter, long value) {
    return with(parameter, Long.toString(value));
  }

  /// The same design with one parameter set to a Verilog literal.
  public Design with(String parameter, String literal) {
    return with(Map.of(parameter, literal));
  }

  /// The same design with further parameters.
  public Design with(Map<String, String> more) {
    SequencedMap<String, String> all = new LinkedHashMap<>(parameters);
    all.putAll(more);
    return new Design(top, sources, includes, all);
  }

  /// The same design with one more include folder.
  public Design including(Path folder) {
    List<Path> all = new java.util.ArrayList<>(includes);
    all.add(folder);
    return new Design(top, sources, all, parameters);
  }

  private static void requireMatch(Pattern pattern, String text, String what) {
    if (!pattern.matcher(text).matches()) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          what + " '" + text + "' is not valid Verilog",
          "use a plain identifier, or a decimal, based or quoted literal");
    }
  }
}
