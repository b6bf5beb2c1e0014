package dev.halfbyte.testkit;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;

/// Makes well-typed programs that are defined for their arguments, over a stream of choices.
///
/// Extents are ragged, 0 and 1 among them; integers stay inside their types by range analysis;
/// every value that nothing uses is an output, so nothing is dead.
public final class ProgramGenerator {
  private ProgramGenerator() {}

  /// A program of `seed`.
  public static GeneratedCase generate(long seed, GeneratorOptions options) {
    return generate(Choices.seeded(seed), options);
  }

  /// The program that `choices` describe.
  public static GeneratedCase generate(Choices choices, GeneratorOptions options) {
    Workbench bench = new Workbench(choices, options);
    switch (options.domain()) {
      case FLOAT, INTEGER, MIXED -> steps(bench, sources(options), productions(options));
      case NETWORK -> {
        NetworkProductions network = new NetworkProductions(bench);
        steps(bench, network.sources(), network.productions());
        network.finish();
      }
    }
    Program program = bench.finish();
    Stage stage =
        options.sugar() ? Stage.GRAPH : options.floats() ? Stage.CORE : Stage.SEALED_INTEGER;
    Verifier.require(program, stage, "the generator");
    Arguments arguments = Arguments.of(program, bench.tensors(), bench.dims());
    return new GeneratedCase(program, arguments, choices.recorded());
  }

  private static void steps(
      Workbench bench, List<Production> sources, List<Production> productions) {
    Choices choices = bench.choices();
    int maxSteps = bench.options().maxSteps();
    choices.pick(sources).apply(bench);
    // A choice before each step, not a count before all: so a step can be deleted from a record.
    for (int step = 0; step < maxSteps; step++) {
      if (choices.below(maxSteps + 1) == 0) {
        break;
      }
      choices.pick(productions).apply(bench);
    }
  }

  private static List<Production> sources(GeneratorOptions options) {
    List<Production> sources = new ArrayList<>();
    if (options.floats()) {
      sources.add(FloatProductions::input);
    }
    if (options.integers()) {
      sources.add(IntegerProductions::input);
      sources.add(IntegerProductions::quantizedInput);
    }
    return sources;
  }

  private static List<Production> productions(GeneratorOptions options) {
    List<Production> productions = new ArrayList<>(sources(options));
    productions.addAll(
        List.of(
            ContractProduction::apply,
            TileProductions::contract,
            LongProductions::reduce,
            SelectionProductions::select,
            SelectionProductions::reduce,
            MovementProductions::transpose,
            MovementProductions::broadcast,
            MovementProductions::stride,
            MovementProductions::windows,
            MovementProductions::pad,
            MovementProductions::slice,
            MovementProductions::diagonal,
            MovementProductions::reshape,
            MovementProductions::concat));
    if (options.floats()) {
      productions.add(FloatProductions::unary);
      productions.add(FloatProductions::binary);
      productions.add(FloatProductions::neutral);
    }
    if (options.floats() && options.sugar()) {
      productions.add(FloatProductions::sugar);
      productions.add(FloatProductions::sugar);
      productions.add(FloatProductions::rows);
    }
    if (options.integers()) {
      productions.addAll(
          List.of(
              RequantizeProductions::requantize,
              RequantizeProductions::requantize,
              RequantizeProductions::requantizeAdd,
              TileProductions::groups,
              TileProductions::deep,
              IntegerProductions::lookup,
              IntegerProductions::cast,
              IntegerProductions::arithmetic,
              IntegerProductions::partial,
              IntegerProductions::wideRoot,
              IntegerProductions::dequantize));
    }
    if (options.integers() && options.floats()) {
      productions.add(FloatProductions::quantize);
    }
    if (options.state()) {
      productions.add(StructureProductions::append);
    }
    if (options.scans()) {
      productions.add(StructureProductions::scan);
      productions.add(LayerProductions::layers);
    }
    if (options.scans() && options.state()) {
      productions.add(StructureProductions::stateScan);
    }
    return productions;
  }
}
