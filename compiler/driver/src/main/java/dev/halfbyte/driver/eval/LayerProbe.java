package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.verify.ClampCounter;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.quant.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares every coded value of a quantized program with the float one of the same name, by the
/// interpreter.
///
/// The integers of a run are read with the scales of the annotated program, which has the same
/// codes under the same names. Softmaxes that are normalized behind their contraction have no value
/// of their own to compare.
final class LayerProbe {
  private final SealedProgram sealed;
  private final Quantizer.Layers layers;
  private final FloatValues.Names names;

  LayerProbe(SealedProgram sealed, Quantizer.Layers layers) {
    this.sealed = sealed;
    this.layers = layers;
    names = FloatValues.Names.of(layers.floats());
  }

  /// Errors and clamps of some pictures.
  ///
  /// @param layers by name and codes, in the order of names
  record Figures(SortedMap<LayerKey, LayerFigure> layers, ClampCounter clamps) {
    static Figures none() {
      return new Figures(new TreeMap<>(), new ClampCounter());
    }

    void add(Figures other) {
      other.layers.forEach(
          (key, figure) -> layers.computeIfAbsent(key, _ -> new LayerFigure()).add(figure));
      clamps.add(other.clamps);
    }
  }

  /// The figures of pictures of these calls together.
  Figures observe(Pictures pictures, int calls, Map<String, Long> dims, int threads) {
    CodeScales scales =
        CodeScales.observe(
            layers.annotated(), pictures.arguments(layers.annotated(), 0, dims), names.all());
    List<Figures> each =
        PictureRuns.each(
            Math.min(calls, pictures.calls()),
            threads,
            call -> observe(scales, pictures.arguments(sealed.program(), call, dims)));
    Figures all = Figures.none();
    each.forEach(all::add);
    return all;
  }

  private Figures observe(CodeScales scales, Arguments arguments) {
    FloatValues floats = new FloatValues(names, scales.names());
    Interpreter.run(layers.floats(), arguments, floats);
    CodedValues codes = new CodedValues(scales, floats);
    Interpreter.run(sealed.program(), arguments, codes);
    return new Figures(codes.figures(), codes.clamps());
  }

  /// Nodes of a program and of the bodies of its scans, with the program that holds each.
  static List<Program> programs(Program program) {
    List<Program> all = new ArrayList<>(List.of(program));
    program
        .nodes()
        .forEach(node -> {
          if (node.op() instanceof dev.halfbyte.ir.op.Scan scan) {
            all.addAll(programs(scan.body()));
          }
        });
    return all;
  }
}
