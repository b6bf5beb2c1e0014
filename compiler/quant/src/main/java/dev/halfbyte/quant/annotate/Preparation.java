package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineRunner;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.scan.ScanBodies;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;

/// Brings an f32 program into the form that calibration and quantization agree on.
///
/// Both name values after this form, so both start with it; it is idempotent.
public final class Preparation {
  private static final Pipeline CLEAN = Pipeline.parse("fix(simplify,cse),fold-constants,dce");

  private static final Pipeline FOLD = Pipeline.parse("fold-constants,dce");

  private static final Pipeline DROP = Pipeline.parse("dce");

  private Preparation() {}

  /// @throws DiagnosticException for weights without data
  public static Program prepare(Program program) {
    List<Diagnostic> faults =
        program.parameters(Parameter.Kind.WEIGHT).stream().map(Preparation::free).toList();
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
    Program first = clean(program);
    Program cleaned =
        ScanBodies.rewrite(first, new ValueNames(first), (iteration, _, _) -> body(iteration));
    return clean(GatherBias.run(cleaned));
  }

  /// One iteration of a scan. No rule looks at its numbers, so that all iterations stay alike.
  private static Program body(Program iteration) {
    return run(FOLD, GatherBias.run(iteration));
  }

  /// Drops what nothing uses and computes what is constant.
  public static Program clean(Program program) {
    return run(CLEAN, program);
  }

  /// Drops what nothing uses; dequantized constants stay what they are.
  public static Program withoutDeadNodes(Program program) {
    return run(DROP, program);
  }

  private static Program run(Pipeline pipeline, Program program) {
    return new PipelineRunner(Passes.catalogue(), PipelineOptions.DEFAULT)
        .run(pipeline, program)
        .program();
  }

  private static Diagnostic free(Parameter weight) {
    return Diagnostic.error(QuantCode.FREE_WEIGHT, "weight `" + weight.name() + "` has no data")
        .help("bind the weights before quantizing: codes and ranges depend on them");
  }
}
