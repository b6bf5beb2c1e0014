package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// A prepared program and the bodies of its scans, with the values in them that get codes.
///
/// A body is seen as its first iteration: all have the same values, and the quantizer decides about
/// a value once for all iterations.
public final class Scope {
  private final Program program;
  private final Program run;
  private final Sites sites;
  private final SequencedMap<Node, Scope> bodies = new LinkedHashMap<>();

  private Scope(Program program, Program run, String scan) {
    this.program = program;
    this.run = run;
    sites = new Sites(program, new ValueNames(program, scan));
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scanned) {
        Program first = ScanIterations.of(program, scanned, program.dims()).body(0);
        String name = sites.name(node.results().getFirst().value());
        bodies.put(node, new Scope(first, scanned.body(), name));
      }
    }
  }

  /// The scope of a prepared kernel (see [Preparation]).
  public static Scope of(Program prepared) {
    return new Scope(prepared, prepared, "");
  }

  public Program program() {
    return program;
  }

  /// The program that runs: with parameters where [#program] has the constants of an iteration.
  public Program run() {
    return run;
  }

  public Sites sites() {
    return sites;
  }

  /// The names of the values of [#program].
  public ValueNames names() {
    return sites.names();
  }

  /// The scans of the program with their bodies.
  SequencedMap<Node, Scope> bodies() {
    return bodies;
  }

  /// The body of the scan that defines `value`.
  Scope body(Value value) {
    return bodies.entrySet().stream()
        .filter(e -> e.getKey().results().getFirst().value().equals(value))
        .map(e -> Objects.requireNonNull(e.getValue()))
        .findFirst()
        .orElseThrow();
  }

  /// This scope and all inside, outer ones first.
  public List<Scope> all() {
    List<Scope> all = new ArrayList<>(List.of(this));
    bodies.values().forEach(body -> all.addAll(body.all()));
    return all;
  }
}
