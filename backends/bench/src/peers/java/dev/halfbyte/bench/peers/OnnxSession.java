package dev.halfbyte.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halfbyte.bench.cpu.Work;
import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model in ONNX Runtime on the calling thread, inputs and first output in place.
final class OnnxSession implements Work, AutoCloseable {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;
  private final FloatBuffer result;
  private final double work;

  private OnnxSession(
      OrtSession session,
      Map<String, OnnxTensor> inputs,
      OnnxTensor output,
      FloatBuffer result,
      double work) {
    this.session = session;
    this.inputs = inputs;
    this.outputs = Map.of(session.getOutputNames().iterator().next(), output);
    this.result = result;
    this.work = work;
  }

  /// Loads a model.
  ///
  /// @param values of the f32 inputs in order, row by row
  /// @param rows of inputs and output
  /// @param columns of the output
  /// @param work units of a run
  static OnnxSession of(byte[] model, List<float[]> values, int rows, int columns, double work) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      FloatBuffer result = floats(rows * columns);
      OrtSession session = environment.createSession(model, options);
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
      for (String name : session.getInputNames()) {
        float[] input = values.get(inputs.size());
        FloatBuffer data = floats(input.length).put(0, input);
        inputs.put(name, tensor(environment, data, rows, input.length / rows));
      }
      return new OnnxSession(
          session, inputs, tensor(environment, result, rows, columns), result, work);
    } catch (OrtException failure) {
      throw new CompilerBug("ONNX Runtime refuses a model of the bench", failure);
    }
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Float.BYTES * count)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, FloatBuffer data, long rows, long columns) throws OrtException {
    return OnnxTensor.createTensor(environment, data, new long[] {rows, columns});
  }

  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public double work() {
    return work;
  }

  @Override
  public void run() {
    try (OrtSession.Result _ = session.run(inputs, outputs)) {
      // The output is in place.
    } catch (OrtException failure) {
      throw new CompilerBug("ONNX Runtime failed", failure);
    }
  }

  /// The first output of the last run.
  float[] result() {
    float[] values = new float[result.capacity()];
    result.get(0, values);
    return values;
  }

  /// Runs it and returns all outputs but the first, in order.
  List<float[]> observed() {
    try (OrtSession.Result all = session.run(inputs)) {
      List<float[]> values = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        FloatBuffer data = ((OnnxTensor) all.get(i)).getFloatBuffer();
        float[] copy = new float[data.remaining()];
        data.get(copy);
        values.add(copy);
      }
      return values;
    } catch (OrtException failure) {
      throw new CompilerBug("ONNX Runtime failed", failure);
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException failure) {
      throw new CompilerBug("ONNX Runtime does not close", failure);
    }
  }
}
