package dev.halfbyte.driver;

import dev.halfbyte.driver.bind.Finite;
import dev.halfbyte.driver.bind.GivenDims;
import dev.halfbyte.driver.bind.Samples;
import dev.halfbyte.driver.bind.Weights;
import dev.halfbyte.driver.lower.KernelLowering;
import dev.halfbyte.driver.lower.NumberDims;
import dev.halfbyte.driver.numerics.NumericsFile;
import dev.halfbyte.driver.numerics.PolicyLowering;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.passes.PassCatalogue;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineResult;
import dev.halfbyte.passes.PipelineRunner;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantPasses;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.rounding.LayerCalibrator;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// One kernel on its way from source to a sealed program.
///
/// ```java
/// Compilation compilation = Compilation.open(CompilationRequest.of(file, "w4a8"));
/// SealedKernel kernel = compilation.seal();
/// Arguments inputs = Inputs.of(kernel.sealed().program(), compilation.data(Optional.empty()), Map.of());
/// Map<String, Tensor> outputs =
///     Interpreter.run(kernel.sealed().program(), inputs.tensors(), inputs.dims());
/// ```
public final class Compilation {
  /// What every kernel goes through once its float forms are chosen; every step keeps every bit.
  private static final String FLOAT_STEPS = "expand,fix(simplify,fold-constants,cse,dce),seal";

  private final KernelFile file;
  private final String numerics;
  private final TensorSource tensors;
  private final SortedMap<String, Long> requested;
  private final SortedMap<String, Long> known;
  private final Program reference;
  private final NumericsPolicy policy;

  private Compilation(
      KernelFile file,
      Optional<String> name,
      String numerics,
      TensorSource tensors,
      Map<String, Long> dims) {
    this.file = file;
    this.numerics = numerics;
    this.tensors = tensors;
    this.policy = PolicyLowering.named(file, numerics);
    Kernel kernel = file.kernel(name);
    this.requested = GivenDims.of(kernel, dims);
    Program signature = KernelLowering.signature(kernel);
    Map<String, Tensor> weights = tensors.weights(signature);
    this.known = Weights.dims(signature, weights, requested, NumberDims.of(kernel));
    this.reference = Weights.bind(KernelLowering.lower(kernel, known), weights);
    WholeNumbers.requireFit(reference, file.source());
  }

  private Compilation(Compilation other, KernelFile file, String numerics) {
    this.file = file;
    this.numerics = numerics;
    tensors = other.tensors;
    policy = PolicyLowering.named(file, numerics);
    requested = other.requested;
    known = other.known;
    reference = other.reference;
  }

  /// The same kernel under a numerics block.
  ///
  /// @param text of one block
  /// @throws DiagnosticException when anything of it is at fault
  public Compilation under(SourceFile text) {
    NumericsFile.Chosen chosen = NumericsFile.of(file, reference.name(), text);
    return new Compilation(this, chosen.file(), chosen.numerics());
  }

  /// Reads and checks everything a request names but the data.
  ///
  /// @throws DiagnosticException when anything of it is at fault
  public static Compilation open(CompilationRequest request) {
    Sidecar sidecar =
        request.folder().map(Sidecar::new).orElseGet(() -> Sidecar.of(request.file()));
    NumericsFile.Chosen chosen =
        NumericsFile.choose(KernelFile.open(request.file()), request.kernel(), request.numerics());
    return new Compilation(
        chosen.file(),
        request.kernel(),
        chosen.numerics(),
        new TensorSource.Files(request, sidecar),
        request.dims());
  }

  /// The same from a text and tensors in memory.
  ///
  /// @param kernel absent: the only kernel of the text
  /// @param numerics a block of the text or a built-in name
  /// @param dims values of dims that nothing else determines
  /// @throws DiagnosticException when anything of it is at fault
  public static Compilation of(
      SourceFile source,
      Optional<String> kernel,
      String numerics,
      KernelTensors tensors,
      Map<String, Long> dims) {
    return new Compilation(
        KernelFile.of(source), kernel, numerics, new TensorSource.Memory(tensors), dims);
  }

  public KernelFile file() {
    return file;
  }

  public NumericsPolicy policy() {
    return policy;
  }

  /// The f32 program with weights as constants.
  public Program reference() {
    return reference;
  }

  /// The requested dims that are still open, for the run.
  public SortedMap<String, Long> openDims() {
    SortedMap<String, Long> open = new TreeMap<>(requested);
    open.keySet().removeAll(known.keySet());
    return open;
  }

  /// Runs the numeric pipeline and seals.
  public SealedKernel seal() {
    if (!policy.quantized()) {
      return sealed(run(defaultPipeline(), PipelineOptions.DEFAULT), List.of());
    }
    return seal(ranges());
  }

  /// The same with these ranges, for numerics that quantize.
  public SealedKernel seal(CalibrationResult ranges) {
    Quantizer.Quantized quantized = Quantizer.explain(reference, policy, ranges);
    PipelineResult result =
        runner(PipelineOptions.DEFAULT, ranges)
            .run(Pipeline.parse("validate,seal"), quantized.program());
    return sealed(result, quantized.explanations());
  }

  /// The kernel in floats, whatever the numerics.
  public SealedProgram sealFloats() {
    Pipeline pipeline = Pipeline.parse("validate,quantize(f32)," + FLOAT_STEPS);
    return run(pipeline, PipelineOptions.DEFAULT).sealed().orElseThrow();
  }

  /// Another form of the kernel in floats.
  public SealedProgram sealFloats(Program floats) {
    return new PipelineRunner(catalogue(this::calibrateFor), PipelineOptions.DEFAULT)
        .run(Pipeline.parse("validate,quantize(f32)," + FLOAT_STEPS), floats)
        .sealed()
        .orElseThrow();
  }

  /// The kernel in floats that go through the codes of its numerics: what the integers are to give,
  /// but for their rounding ("fake quantization").
  public SealedProgram sealAnnotated(CalibrationResult ranges) {
    Program annotated = Quantizer.annotate(reference, policy, ranges);
    return runner(PipelineOptions.DEFAULT, ranges)
        .run(Pipeline.parse("validate," + FLOAT_STEPS), annotated)
        .sealed()
        .orElseThrow();
  }

  /// The pipeline that [#seal] stands for, for `opt`.
  public Pipeline defaultPipeline() {
    String quantize = "validate,quantize(" + numerics + "),";
    return Pipeline.parse(quantize + (policy.quantized() ? "seal" : FLOAT_STEPS));
  }

  /// Runs any pipeline on the f32 program; `quantize(name)` finds its ranges as [#seal] does.
  public PipelineResult run(Pipeline pipeline, PipelineOptions options) {
    return new PipelineRunner(catalogue(this::calibrateFor), options).run(pipeline, reference);
  }

  /// Finds ranges from the calibration samples.
  ///
  /// @param progress told what is being done
  public CalibrationResult calibrate(Consumer<String> progress) {
    return calibrate(policy, progress);
  }

  /// Ranges of other numerics of the kernel with the roundings that these numerics ask for.
  ///
  /// @param ranges of the same activations
  /// @param progress told what is being done
  public CalibrationResult rounded(CalibrationResult ranges, Consumer<String> progress) {
    CalibrationResult plain = ranges.with(Roundings.NONE);
    return policy.needsLayers() ? rounded(policy, plain, samples(policy), progress) : plain;
  }

  /// What ranges are found from.
  public Samples samples() {
    return samples(policy);
  }

  private Samples samples(NumericsPolicy chosen) {
    return Samples.of(reference, tensors.calibration(chosen.name()));
  }

  /// The ranges that were given, else those found from samples.
  public CalibrationResult ranges() {
    return calibrateFor(policy);
  }

  /// All tensors of the given data file, else of `data.npz` in the kernel's folder.
  public Map<String, Tensor> data(Optional<Path> path) {
    return tensors.data(path);
  }

  /// The stated error floor, if the data is that of the kernel's folder.
  public Optional<Double> floor(Optional<Path> data) {
    return data.isPresent() ? Optional.empty() : expectations().sqnrFloorDb(numerics);
  }

  /// What the kernel's folder states about verification.
  public Expectations expectations() {
    return tensors.expectations();
  }

  /// Refuses NaN and infinity where the inputs will be quantized.
  public void requireFinite(Arguments inputs) {
    if (policy.quantized()) {
      inputs.tensors().forEach(Finite::require);
    }
  }

  private CalibrationResult calibrateFor(NumericsPolicy chosen) {
    return tensors.ranges().orElseGet(() -> calibrate(chosen, _ -> {}));
  }

  private CalibrationResult calibrate(NumericsPolicy chosen, Consumer<String> progress) {
    Samples samples = samples(chosen);
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      CalibrationResult ranges =
          Calibrator.calibrate(
              reference,
              chosen,
              samples,
              executor,
              workers,
              done -> progress.accept("sample " + done + " of " + samples.count()));
      return rounded(chosen, ranges, samples, progress);
    }
  }

  private CalibrationResult rounded(
      NumericsPolicy chosen, CalibrationResult ranges, Samples samples, Consumer<String> progress) {
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      return LayerCalibrator.calibrate(
          reference,
          chosen,
          ranges,
          samples,
          executor,
          workers,
          done -> progress.accept("layers, sample " + done + " of " + samples.count()));
    }
  }

  private PipelineRunner runner(PipelineOptions options, CalibrationResult ranges) {
    return new PipelineRunner(catalogue(_ -> ranges), options);
  }

  private PassCatalogue catalogue(
      java.util.function.Function<NumericsPolicy, CalibrationResult> ranges) {
    return Passes.catalogue()
        .plus(
            QuantPasses.entries(
                new QuantPasses.Source(name -> PolicyLowering.named(file, name), ranges)));
  }

  private SealedKernel sealed(PipelineResult result, List<Explanation> explanations) {
    return new SealedKernel(result.sealed().orElseThrow(), reference, numerics, explanations);
  }
}
