package dev.halfbyte.sim.harness;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// manifest.json of a compiled program: all that a simulator has to know about it. The file format
/// is described in sim/docs/manifest.md.
///
/// @param folder folder of the manifest, against which its files are resolved
/// @param top top module
/// @param sources Verilog files in compile order, absolute
/// @param parameters parameter values of the top module
/// @param testbench what a simulator runs that is not driven from outside, if the build has it
/// @param probes variables of the top module that tell what its units do, if the build names them
/// @param ports names of clock, reset, buses and interrupt
/// @param registers registers by lower-case name, in the order of the file
/// @param commandWindow byte address of the command RAM on the register bus
/// @param program hexadecimal file of 32-bit command words, absolute
/// @param predictedCycles what the compiler predicts for streams without stalls
/// @param macs multiply-accumulates that the kernel needs, padding not counted
/// @param dram the memory behind an AXI4 port, if the accelerator has one
/// @param streamIn what the in stream carries, in order
/// @param inputs what a caller has to give
/// @param outputs what a caller gets
/// @param streamOut what the out stream carries, in order
public record Manifest(
    Path folder,
    String top,
    List<Path> sources,
    SequencedMap<String, Long> parameters,
    Optional<Testbench> testbench,
    Optional<Probes> probes,
    Ports ports,
    SequencedMap<String, Register> registers,
    long commandWindow,
    Path program,
    long predictedCycles,
    long macs,
    Optional<Dram> dram,
    List<StreamPart> streamIn,
    List<Input> inputs,
    List<Output> outputs,
    List<OutPart> streamOut) {

  /// A testbench with `+dump`.
  ///
  /// @param top its top module
  /// @param source its file, absolute
  /// @param wrapper file of the module between testbench and top module, absolute
  /// @param models files of modules beside them, absolute
  public record Testbench(String top, Path source, Path wrapper, List<Path> models) {
    public Testbench {
      models = List.copyOf(models);
    }
  }

  /// A memory behind an AXI4 port.
  ///
  /// @param port prefix of the signals of the port
  /// @param bytes size, from address 0 on
  /// @param constants file that has to stand at address 0 before a run, absolute
  /// @param latency cycles that the prediction reckons with: from an accepted address to the first
  ///   beat of a read, from the last beat of a write to its response
  public record Dram(String port, long bytes, Path constants, int latency) {}

  /// Variables of the top module, for those who watch a run.
  ///
  /// @param running 1 while a program runs
  /// @param unitBusy a mask of the units that are busy
  /// @param unitStart a mask of the units that start a command in a cycle, the one before it is
  ///   busy with that
  /// @param units lower-case names of the units, bit 0 first
  /// @param array the unit that multiplies
  /// @param waiting 1 while a command is ready to issue but has to wait
  /// @param products multiply-accumulates of the array in a cycle
  /// @param skipped multiply-accumulates that are told in a cycle to have been left out
  public record Probes(
      String running,
      String unitBusy,
      String unitStart,
      List<String> units,
      String array,
      String waiting,
      String products,
      String skipped) {
    public Probes {
      units = List.copyOf(units);
    }

    /// All variables.
    List<String> variables() {
      return List.of(running, unitBusy, unitStart, waiting, products, skipped);
    }
  }

  /// Port names of the top module; buses are named by the prefix of their signals.
  public record Ports(
      String clock,
      String reset,
      String streamIn,
      String streamOut,
      String registers,
      String irq) {}

  /// A register: byte address of its low word, and 32 or 64 bits.
  public record Register(long address, int width) {}

  /// A stretch of the in stream.
  public sealed interface StreamPart {

    /// Bytes of a file: weights, parameters, tables. Whole beats.
    record Constant(Path file, long offset, int bytes) implements StreamPart {}

    /// Rows of an input, quantized and packed; the layout is that of the whole input.
    record Data(String input, Layout layout, Quantize quantize, Rows rows) implements StreamPart {}
  }

  /// A stretch of the out stream: rows of an output.
  public record OutPart(String output, Rows rows) {}

  /// Rows of a matrix, whole row blocks but for the end of the matrix.
  public record Rows(int first, int count) {

    /// The first beat of these rows in the beats of the whole matrix.
    int firstBeat(Layout layout) {
      return first / layout.rows() * layout.blockWords() * layout.beatsPerWord();
    }

    /// Beats of these rows.
    int beats(Layout layout) {
      return Math.ceilDiv(count, layout.rows()) * layout.blockWords() * layout.beatsPerWord();
    }
  }

  /// A tensor to be given.
  public record Input(String name, List<Integer> shape, Quantize quantize) {
    public Input {
      shape = List.copyOf(shape);
    }
  }

  /// A tensor that comes out.
  public record Output(String name, List<Integer> shape, Layout layout, Dequantize dequantize) {
    public Output {
      shape = List.copyOf(shape);
    }
  }

  public Manifest {
    sources = List.copyOf(sources);
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    registers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(registers));
    streamIn = List.copyOf(streamIn);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    streamOut = List.copyOf(streamOut);
  }

  /// Reads and checks a manifest; its files are checked to exist inside its folder.
  ///
  /// @throws dev.halfbyte.sim.verilator.SimulationFailure MANIFEST_INVALID or MANIFEST_FILE
  public static Manifest read(Path file) {
    return ManifestReader.read(file);
  }

  /// The part that does not depend on the program.
  public AcceleratorInterface accelerator() {
    return new AcceleratorInterface(ports, registers, commandWindow);
  }

  /// The input of that name.
  public Optional<Input> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /// The output of that name.
  public Optional<Output> output(String name) {
    return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
  }
}
