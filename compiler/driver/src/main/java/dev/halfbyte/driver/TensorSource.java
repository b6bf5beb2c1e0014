package dev.halfbyte.driver;

import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where everything that a kernel needs beside its text comes from.
sealed interface TensorSource {
  /// The weights of the kernel with this signature.
  Map<String, Tensor> weights(Program signature);

  /// Samples to find ranges from.
  ///
  /// @param numerics what asks for them
  Map<String, Tensor> calibration(String numerics);

  /// Ranges that were found before, instead of samples.
  Optional<CalibrationResult> ranges();

  /// Inputs of a run, from the given file or the usual place.
  Map<String, Tensor> data(Optional<Path> path);

  /// What is stated about the results.
  Expectations expectations();

  /// The files that a request names, else those of the kernel's folder.
  record Files(CompilationRequest request, Sidecar sidecar) implements TensorSource {
    @Override
    public Map<String, Tensor> weights(Program signature) {
      Optional<Path> path = request.weights().or(sidecar::weights);
      if (path.isEmpty() && signature.parameters(Parameter.Kind.WEIGHT).isEmpty()) {
        return Map.of();
      }
      return read(
          path,
          DriverCode.NO_WEIGHTS,
          "kernel `" + signature.name() + "` has weights, none are given",
          "give them with --weights FILE.safetensors, or put weights.safetensors into ");
    }

    @Override
    public Map<String, Tensor> calibration(String numerics) {
      return read(
          request.calibration().or(sidecar::calibration),
          DriverCode.NO_CALIBRATION,
          "`" + numerics + "` needs calibration samples",
          "give them with --calibration FILE.npz, or put calibration.npz into ");
    }

    @Override
    public Optional<CalibrationResult> ranges() {
      return request.ranges().map(path -> CalibrationFiles.read(path, request.limits()));
    }

    @Override
    public Map<String, Tensor> data(Optional<Path> path) {
      return read(
          path.or(sidecar::data),
          DriverCode.NO_DATA,
          "no input data",
          "give it with --data FILE.npz, or put data.npz into ");
    }

    @Override
    public Expectations expectations() {
      return Expectations.of(sidecar);
    }

    private Map<String, Tensor> read(
        Optional<Path> path, DriverCode code, String missing, String help) {
      return TensorFiles.read(
          path.orElseThrow(() ->
              new DiagnosticException(
                  Diagnostic.error(code, missing).help(help + sidecar.folder()))),
          request.limits());
    }
  }

  /// Tensors in memory; no file is read but one that a caller names.
  record Memory(KernelTensors tensors) implements TensorSource {
    @Override
    public Map<String, Tensor> weights(Program signature) {
      return tensors.weights();
    }

    @Override
    public Map<String, Tensor> calibration(String numerics) {
      return tensors.calibration();
    }

    @Override
    public Optional<CalibrationResult> ranges() {
      return Optional.empty();
    }

    @Override
    public Map<String, Tensor> data(Optional<Path> path) {
      return path.map(given -> TensorFiles.read(given, TensorLimits.DEFAULT))
          .orElseGet(tensors::data);
    }

    @Override
    public Expectations expectations() {
      return Expectations.NONE;
    }
  }
}
