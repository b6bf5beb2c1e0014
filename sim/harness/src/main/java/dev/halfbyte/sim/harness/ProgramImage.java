package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The data of a manifest in memory: command words, constants, and how tensors become beats and
/// come back.
final class ProgramImage {
  private static final int COMMAND_WORDS = 16;

  /// One way to turn an input into beats.
  private record Packing(String input, Layout layout, Quantize quantize) {}

  private final Manifest manifest;
  private final int[] program;
  private final Map<Path, byte[]> files;
  private final int outputBeats;

  private ProgramImage(Manifest manifest, int[] program, Map<Path, byte[]> files) {
    this.manifest = manifest;
    this.program = program;
    this.files = files;
    this.outputBeats =
        manifest.outputs().stream().mapToInt(output -> output.layout().beats()).sum();
  }

  static ProgramImage read(Manifest manifest) {
    Map<Path, byte[]> files = new HashMap<>();
    for (Manifest.StreamPart part : manifest.streamIn()) {
      switch (part) {
        case Manifest.StreamPart.Constant(Path file, long _, int _) ->
            files.computeIfAbsent(file, ProgramImage::bytes);
        case Manifest.StreamPart.Data _ -> {}
      }
    }
    manifest.dram().ifPresent(dram -> files.computeIfAbsent(dram.constants(), ProgramImage::bytes));
    return new ProgramImage(manifest, program(manifest), files);
  }

  int[] program() {
    return program.clone();
  }

  int outputBeats() {
    return outputBeats;
  }

  /// What a DRAM has to hold from address 0 on.
  long[] dram() {
    return manifest
        .dram()
        .map(dram -> {
          int bytes = Optional.ofNullable(files.get(dram.constants())).orElseThrow().length;
          return constant(dram.constants(), 0, bytes);
        })
        .orElse(new long[0]);
  }

  /// Everything that the in stream carries for these inputs.
  long[] stream(List<Tensor> given) {
    Map<String, Tensor> tensors = checked(given);
    Map<Packing, long[]> packed = new HashMap<>();
    List<long[]> parts = new ArrayList<>();
    for (Manifest.StreamPart part : manifest.streamIn()) {
      parts.add(
          switch (part) {
            case Manifest.StreamPart.Constant(Path file, long offset, int bytes) ->
                constant(file, offset, bytes);
            case Manifest.StreamPart.Data data -> rows(data, tensors, packed);
          });
    }
    int total = parts.stream().mapToInt(part -> part.length).sum();
    long[] beats = new long[total];
    int next = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, beats, next, part.length);
      next += part.length;
    }
    return beats;
  }

  /// The tensors in the beats of the out stream.
  List<Tensor> outputs(long[] beats) {
    Map<String, long[]> collected = new HashMap<>();
    int next = 0;
    for (Manifest.OutPart part : manifest.streamOut()) {
      Layout layout = manifest.output(part.output()).orElseThrow().layout();
      long[] whole = collected.computeIfAbsent(part.output(), _ -> new long[layout.beats()]);
      int count = part.rows().beats(layout);
      System.arraycopy(beats, next, whole, part.rows().firstBeat(layout), count);
      next += count;
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Manifest.Output output : manifest.outputs()) {
      int[] codes = output.layout().unpack(collected.getOrDefault(output.name(), new long[0]));
      tensors.add(new Tensor(output.name(), output.shape(), output.dequantize().values(codes)));
    }
    return tensors;
  }

  /// Rows of an input out of its beats as a whole, which are made once for all parts that share
  /// them.
  private static long[] rows(
      Manifest.StreamPart.Data data, Map<String, Tensor> tensors, Map<Packing, long[]> packed) {
    Tensor tensor = Optional.ofNullable(tensors.get(data.input())).orElseThrow();
    long[] whole =
        packed.computeIfAbsent(
            new Packing(data.input(), data.layout(), data.quantize()),
            packing -> {
              Quantize quantize = packing.quantize();
              return packing.layout().pack(quantize.codes(tensor.values()), quantize.code(0));
            });
    int first = data.rows().firstBeat(data.layout());
    return Arrays.copyOfRange(whole, first, first + data.rows().beats(data.layout()));
  }

  private Map<String, Tensor> checked(List<Tensor> given) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (Tensor tensor : given) {
      Manifest.Input input =
          manifest
              .input(tensor.name())
              .orElseThrow(() -> mismatch("there is no input " + tensor.name()));
      if (!input.shape().equals(tensor.shape())) {
        throw mismatch(
            "input " + input.name() + " has shape " + input.shape() + ", not " + tensor.shape());
      }
      if (tensors.put(input.name(), tensor) != null) {
        throw mismatch("input " + input.name() + " is given twice");
      }
    }
    for (Manifest.Input input : manifest.inputs()) {
      if (!tensors.containsKey(input.name())) {
        throw mismatch("input " + input.name() + " is missing");
      }
    }
    return tensors;
  }

  private SimulationFailure mismatch(String what) {
    List<String> names =
        manifest.inputs().stream().map(input -> input.name() + input.shape()).toList();
    return new SimulationFailure(FailureCode.INPUT_MISMATCH, what, "give exactly " + names);
  }

  private long[] constant(Path file, long offset, int bytes) {
    byte[] content = files.getOrDefault(file, new byte[0]);
    long[] beats = new long[bytes / Long.BYTES];
    ByteBuffer.wrap(content, (int) offset, bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(beats);
    return beats;
  }

  private static int[] program(Manifest manifest) {
    int[] words = words(manifest.program());
    long room = manifest.parameters().getOrDefault("CMD_DEPTH", Long.MAX_VALUE / COMMAND_WORDS);
    if (words.length == 0
        || words.length % COMMAND_WORDS != 0
        || words.length > room * COMMAND_WORDS) {
      throw ManifestFolder.failure(
          manifest.program().getFileName().toString(),
          "holds " + words.length + " words, no whole number of commands that fit the command RAM");
    }
    return words;
  }

  private static int[] words(Path file) {
    try {
      List<String> lines =
          Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
      int[] words = new int[lines.size()];
      for (int i = 0; i < words.length; i++) {
        words[i] = Integer.parseUnsignedInt(lines.get(i).strip(), 16);
      }
      return words;
    } catch (IOException | NumberFormatException malformed) {
      throw ManifestFolder.failure(
          file.getFileName().toString(), "is not a list of 32-bit hexadecimal words");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw ManifestFolder.failure(file.toString(), "cannot be read");
    }
  }
}
