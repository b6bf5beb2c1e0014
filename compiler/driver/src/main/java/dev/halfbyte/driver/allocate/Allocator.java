package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.allocate.Allocation.Costs;
import dev.halfbyte.driver.allocate.Allocation.Errors;
import dev.halfbyte.driver.allocate.Allocation.LayerWidth;
import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds widths of the weights of a kernel under a budget.
public final class Allocator {
  /// What stands for cycles where there is no hardware.
  private static final String PRODUCTS = "multiply-accumulates x bits";

  private final AllocationRequest request;
  private final Consumer<String> progress;
  private final Compilation base;
  private final List<Integer> widths;
  private final Program prepared;
  private final Samples samples;
  private final List<Integer> drawn;
  private final List<WeightLayer> layers;
  private final WidthForms forms;
  private final Costing costing;
  private final OutputErrors errors;

  private Allocator(AllocationRequest request, Consumer<String> progress) {
    this.request = request;
    this.progress = progress;
    base = request.base();
    widths = request.widthList();
    prepared = Preparation.prepare(base.reference());
    samples = base.samples();
    drawn =
        Calibrator.drawn(base.policy().calibration(), samples).stream()
            .limit(request.samples())
            .toList();
    if (drawn.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.error(QuantCode.NO_SAMPLES, "there are no samples to measure on")
              .help("give at least one set of inputs: --samples FILE.npz"));
    }
    Map<String, Long> dims =
        Arguments.of(prepared, samples.sample(drawn.getFirst()), base.openDims()).dims();
    layers = WeightLayers.of(prepared, base.policy(), dims);
    progress.accept("ranges");
    forms = new WidthForms(base, layers, base.ranges(), progress);
    costing = Costing.of(layers, widths, request.budget(), request.cycles(), forms, progress);
    requireFeasible();
    progress.accept("outputs in floats");
    errors = new OutputErrors(base, request.loader(), samples, drawn, request.threads());
  }

  /// The widths for a request.
  ///
  /// @param progress told what is being done, by any thread
  /// @throws dev.halfbyte.source.DiagnosticException when no widths keep the budget, and for what
  ///   keeps a kernel from being quantized
  public static Allocation allocate(AllocationRequest request, Consumer<String> progress) {
    Allocator allocator = new Allocator(request, progress);
    return switch (request.method()) {
      case MEASURED -> allocator.measured();
      case LIM -> {
        LayerStatistics statistics = allocator.statistics();
        yield allocator.ranked(Ranking.lim(allocator.layers, statistics));
      }
      case ZD -> allocator.ranked(Ranking.zd(allocator.layers));
    };
  }

  private void requireFeasible() {
    long least = 0;
    for (int layer = 0; layer < layers.size(); layer++) {
      int number = layer;
      least +=
          IntStream.range(0, widths.size())
              .mapToLong(w -> costing.of(number, w))
              .min()
              .orElseThrow();
    }
    if (least > costing.limit()) {
      throw costing.infeasible(least);
    }
  }

  private LayerStatistics statistics() {
    return LayerStatistics.observe(
        prepared, samples, drawn, request.threads(), base.openDims(), progress);
  }

  private Allocation measured() {
    Sensitivities sensitivities = Sensitivities.measure(layers, widths, forms, errors, progress);
    List<List<WeightLayer>> blocks =
        request.blockLayers().isPresent()
            ? EntropyBlocks.of(layers, statistics().entropy(), request.blockLayers().getAsInt())
            : layers.stream().map(List::of).toList();
    JointOptions options = JointOptions.of(layers, widths, blocks, sensitivities, progress);
    List<List<ChoiceProgram.Option>> groups = options.options(costing);
    List<Integer> found = within(limit -> ChoiceProgram.solve(groups, limit).map(options::numbers));
    List<LayerWidth> chosen = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      chosen.add(
          width(layer, found.get(layer), sensitivities.alone(layer), OptionalDouble.empty()));
    }
    Optional<Errors> measured =
        Optional.of(
            new Errors(
                errors.samples(),
                errors.signal(),
                OptionalDouble.of(options.error(found)),
                together(found),
                sensitivities.uniform()));
    return allocation(
        found, chosen, request.blockLayers().isPresent() ? blocks : List.of(), measured);
  }

  private Allocation ranked(Ranking ranking) {
    List<Integer> order = ranking.layers().stream().map(layers::indexOf).toList();
    List<Integer> found =
        within(limit ->
            ranking
                .monotone(widths, numbers -> cost(order, numbers), limit)
                .map(numbers ->
                    IntStream.range(0, layers.size())
                        .mapToObj(layer -> numbers.get(order.indexOf(layer)))
                        .toList()));
    List<LayerWidth> chosen = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      chosen.add(width(layer, found.get(layer), new TreeMap<>(), ranking.score(layers.get(layer))));
    }
    Errors measured =
        new Errors(
            errors.samples(),
            errors.signal(),
            OptionalDouble.empty(),
            together(found),
            new TreeMap<>());
    return allocation(found, chosen, List.of(), Optional.of(measured));
  }

  private long cost(List<Integer> order, List<Integer> numbers) {
    return IntStream.range(0, order.size())
        .mapToLong(i -> costing.of(order.get(i), numbers.get(i)))
        .sum();
  }

  /// What `search` finds for the budget; where hardware needs more cycles for it than its parts
  /// add, for a smaller one.
  private List<Integer> within(LongFunction<Optional<List<Integer>>> search) {
    long limit = costing.limit();
    while (true) {
      Optional<List<Integer>> found = search.apply(limit);
      if (found.isEmpty()) {
        throw costing.infeasible(cost(IntStream.range(0, layers.size()).boxed().toList(), least()));
      }
      long excess = costing.isEstimate() ? cycles(found.get()) - budgetCycles() : 0;
      if (excess <= 0) {
        return found.get();
      }
      progress.accept("%d cycles too many, once more with fewer".formatted(excess));
      if (found.get().equals(least()) || limit - excess < 0) {
        return least();
      }
      limit -= excess;
    }
  }

  private List<Integer> least() {
    return layers.stream().map(_ -> 0).toList();
  }

  private long budgetCycles() {
    return request.budget() instanceof Budget.Cycles(long most) ? most : Long.MAX_VALUE;
  }

  private long cycles(List<Integer> numbers) {
    progress.accept("cycles of all layers");
    return request.cycles().orElseThrow().cycles(forms.sealed(bits(numbers)));
  }

  private List<Integer> bits(List<Integer> numbers) {
    return numbers.stream().map(widths::get).toList();
  }

  private double together(List<Integer> numbers) {
    String what = "all layers at their widths";
    progress.accept(what);
    List<String> names = layers.stream().map(WeightLayer::name).toList();
    return errors.of(forms.coded(bits(numbers)).only(names), what);
  }

  private LayerWidth width(
      int layer, int number, SortedMap<Integer, Double> sensitivity, OptionalDouble score) {
    WeightLayer taken = layers.get(layer);
    int bits = widths.get(number);
    boolean counted = request.cycles().isEmpty() || costing.isEstimate();
    long cycles = costing.isEstimate() ? costing.of(layer, number) : taken.products() * bits;
    return new LayerWidth(
        taken.name(),
        taken.contraction(),
        taken.elements(),
        sensitivity,
        score,
        bits,
        taken.bytes(bits),
        counted ? OptionalLong.of(cycles) : OptionalLong.empty());
  }

  private Allocation allocation(
      List<Integer> numbers,
      List<LayerWidth> chosen,
      List<List<WeightLayer>> blocks,
      Optional<Errors> measured) {
    long weights = chosen.stream().mapToLong(LayerWidth::weights).sum();
    long bits = chosen.stream().mapToLong(layer -> layer.weights() * layer.width()).sum();
    long bytes = chosen.stream().mapToLong(LayerWidth::bytes).sum();
    long cycles =
        request.cycles().isPresent()
            ? cycles(numbers)
            : chosen.stream().mapToLong(layer -> layer.cycles().orElse(0)).sum();
    String unit =
        request.cycles().map(model -> "cycles predicted for " + model.hardware()).orElse(PRODUCTS);
    Costs costs =
        new Costs(
            request.budget(),
            weights,
            bytes,
            (double) bits / weights,
            cycles,
            unit,
            request.cycles().isPresent() ? "cycles more than at the least width" : PRODUCTS);
    return new Allocation(
        chosen,
        blocks.stream().map(block -> block.stream().map(WeightLayer::name).toList()).toList(),
        costs,
        measured,
        block(numbers, costs));
  }

  private SourceFile block(List<Integer> numbers, Costs costs) {
    String tried = widths.stream().map(String::valueOf).collect(Collectors.joining(", "));
    List<String> comment =
        List.of(
            "Made by %s: widths %s of the weights of %s at %s, %s."
                .formatted(
                    request.origin(),
                    tried,
                    base.reference().name(),
                    base.policy().name(),
                    request.method()),
            String.format(
                Locale.ROOT,
                "Budget %s; taken %d bytes, %.3f bits per weight.",
                request.budget(),
                costs.bytes(),
                costs.bits()));
    return WidthForms.text(
        NumericsText.of(base), layers, bits(numbers), request.name(), request.name(), comment);
  }
}
