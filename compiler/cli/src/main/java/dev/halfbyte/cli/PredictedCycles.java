package dev.halfbyte.cli;

import dev.halfbyte.backend.verilog.emit.BuiltKernel;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.allocate.CycleModel;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildResult;
import java.util.Map;
import java.util.SortedMap;

/// The cycles that the accelerator's schedule needs for one sample, streams without stalls.
///
/// @param options that describe the hardware
/// @param sample inputs by name; on row arrays cycles depend on where their zeros are
/// @param dims of dims that no shape tells
record PredictedCycles(
    String hardware,
    SortedMap<String, String> options,
    Map<String, Tensor> sample,
    Map<String, Long> dims)
    implements CycleModel {
  PredictedCycles {
    sample = Map.copyOf(sample);
    dims = Map.copyOf(dims);
  }

  @Override
  public long cycles(SealedKernel kernel) {
    Arguments inputs = Arguments.of(kernel.sealed().program(), sample, dims);
    BuildResult build =
        Executions.backend(Executions.VERILOG)
            .build(kernel.sealed(), Executions.request(Executions.VERILOG, options, inputs.dims()));
    return BuiltKernel.of(build.files()).prediction(inputs.tensors()).totalCycles();
  }
}
