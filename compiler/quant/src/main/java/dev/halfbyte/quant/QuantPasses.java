package dev.halfbyte.quant;

import dev.halfbyte.ir.Program;
import dev.halfbyte.passes.Pass;
import dev.halfbyte.passes.PassCatalogue;
import dev.halfbyte.passes.PassCatalogue.Entry;
import dev.halfbyte.passes.PassContext;
import dev.halfbyte.quant.annotate.Annotator;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.integerize.Integerizer;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.reparam.Reparametrizer;
import dev.halfbyte.quant.reparam.Transforms;
import java.util.List;
import java.util.function.Function;

/// The numeric passes, for pipelines.
///
/// `quantize(w4a4)` is `prepare,reparam(w4a4),annotate(w4a4),integerize`; the parts exist so that
/// dumps show each step.
public final class QuantPasses {
  private QuantPasses() {}

  /// What the passes of a pipeline work with.
  ///
  /// @param policy finds a policy by the name in parentheses
  /// @param calibration finds the ranges for a policy
  public record Source(
      Function<String, NumericsPolicy> policy,
      Function<NumericsPolicy, CalibrationResult> calibration) {}

  /// Entries to add to the catalogue of schedule passes.
  public static List<Entry> entries(Source source) {
    return List.of(
        Entry.of(new Prepare()),
        withPolicy(
            "reparam",
            "moves scales of channels into normalizations and weights, as a policy asks for",
            source,
            QuantPasses::reparam),
        withPolicy(
            "annotate",
            "writes quantize/dequantize pairs and weight codes, still in floats",
            source,
            QuantPasses::annotate),
        Entry.of(new Integerize()),
        withPolicy(
            "quantize",
            "puts a program on codes: prepare, reparam, annotate, integerize",
            source,
            Quantizer::quantize));
  }

  private interface Body {
    Program run(Program program, NumericsPolicy policy, CalibrationResult calibration);
  }

  private static Entry withPolicy(String name, String summary, Source source, Body body) {
    return new Entry(
        name,
        "numerics",
        summary,
        Pass.Kind.NUMERIC,
        arguments -> {
          if (arguments.size() != 1) {
            throw PassCatalogue.wrongArguments(
                name, "takes the name of a numerics block or `w4a8`, ...");
          }
          return new WithPolicy(name, summary, source, arguments.getFirst(), body);
        });
  }

  private record WithPolicy(String name, String summary, Source source, String numerics, Body body)
      implements Pass {
    @Override
    public Kind kind() {
      return Kind.NUMERIC;
    }

    /// What is quantized already has no integer form to find.
    @Override
    public boolean idempotent() {
      return false;
    }

    @Override
    public Program run(Program program, PassContext context) {
      NumericsPolicy policy = source.policy.apply(numerics);
      return policy.quantized()
          ? body.run(program, policy, source.calibration.apply(policy))
          : FloatForms.choose(program, policy);
    }
  }

  private static Program reparam(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    Program prepared = Transforms.prepared(program, policy).program();
    return Reparametrizer.reparametrize(prepared, policy, calibration).program();
  }

  private static Program annotate(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    return Annotator.annotate(Preparation.prepare(program), policy, calibration).program();
  }

  private record Prepare() implements Pass {
    @Override
    public String name() {
      return "prepare";
    }

    @Override
    public String summary() {
      return "simplifies, and moves constant terms of sums to accumulators";
    }

    @Override
    public Kind kind() {
      return Kind.NUMERIC;
    }

    @Override
    public Program run(Program program, PassContext context) {
      return Preparation.prepare(program);
    }
  }

  private record Integerize() implements Pass {
    @Override
    public String name() {
      return "integerize";
    }

    @Override
    public String summary() {
      return "replaces the floats between quantizers and dequantizers by integer ops";
    }

    @Override
    public Kind kind() {
      return Kind.NUMERIC;
    }

    @Override
    public boolean idempotent() {
      return false;
    }

    @Override
    public Program run(Program program, PassContext context) {
      return Preparation.clean(Integerizer.integerize(program).program());
    }
  }
}
