package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.RegisterMap.Register;
import dev.halfbyte.rtl.RtlLibrary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Writes down a schedule as the files of a hardware build.
///
/// The files depend on the schedule alone: equal programs give equal bytes.
public final class HardwareFiles {
  /// Folder of the RTL sources within a build.
  static final String RTL_FOLDER = "rtl/";

  /// Name of the hexadecimal command words.
  static final String PROGRAM = "program.hex";

  /// Name of the constants that are streamed in.
  static final String WEIGHTS = "weights.bin";

  /// Multiply-accumulates up to which a build has the outputs of a sample.
  private static final long MOST_SAMPLED = 1 << 23;

  private final Schedule schedule;
  private final CommandKernel kernel;
  private final CommandProgram program;

  private HardwareFiles(Schedule schedule) {
    this.schedule = schedule;
    this.kernel = schedule.kernel();
    this.program = kernel.program();
  }

  /// Returns all files of a build.
  public static List<GeneratedFile> of(Schedule schedule) {
    return new HardwareFiles(schedule).files();
  }

  private List<GeneratedFile> files() {
    String name = program.kernel();
    List<GeneratedFile> files = new ArrayList<>();
    files.add(GeneratedFile.text("manifest.json", Manifest.json(schedule)));
    files.add(GeneratedFile.text(PROGRAM, HexFiles.words(kernel.commandWords())));
    files.add(new GeneratedFile(WEIGHTS, kernel.constants(), false));
    files.add(GeneratedFile.text(commandsName(name), CommandPrinter.print(program)));
    files.add(GeneratedFile.text(ProductFile.NAME, ProductFile.text(schedule.products())));
    files.add(GeneratedFile.text(wrapperName(name), wrapper()));
    files.add(GeneratedFile.text(testbenchName(name), testbench()));
    files.add(GeneratedFile.text(name + ".f", String.join("\n", sources()) + "\n"));
    files.add(
        GeneratedFile.text(
            name + ".core", FuseSocCore.text(name, sources(), models(program), data())));
    if (program.config().hasDram()) {
      files.add(GeneratedFile.text(DramText.CONTENT, HexFiles.beats(kernel.constants())));
      files.add(GeneratedFile.text(RtlLibrary.DRAM_MODEL, RtlLibrary.text(RtlLibrary.DRAM_MODEL)));
    }
    files.addAll(sample());
    files.add(GeneratedFile.text("README.md", Readme.text(schedule, checked())));
    for (String file : RtlLibrary.files()) {
      files.add(GeneratedFile.text(RTL_FOLDER + file, RtlLibrary.text(file)));
    }
    return files;
  }

  /// A whole in stream, and what comes of it where that is quickly told.
  private List<GeneratedFile> sample() {
    SequencedMap<String, Tensor> inputs = SampleInputs.of(program);
    if (checked()) {
      return TestVectors.of(kernel, inputs);
    }
    byte[] in = new HostCodec(kernel).streamIn(inputs);
    return List.of(GeneratedFile.text("stream_in.hex", HexFiles.beats(in)));
  }

  /// Files that the testbench reads.
  private List<String> data() {
    List<String> data = new ArrayList<>(List.of(PROGRAM));
    data.add("stream_in.hex");
    if (program.config().hasDram()) {
      data.add(DramText.CONTENT);
    }
    if (checked()) {
      data.addAll(List.of("stream_out.hex", "cycles.hex"));
    }
    return data;
  }

  /// Files of the testbench beside its own.
  static List<String> models(CommandProgram program) {
    return program.config().hasDram() ? List.of(RtlLibrary.DRAM_MODEL) : List.of();
  }

  private boolean checked() {
    return schedule.macs() <= MOST_SAMPLED;
  }

  private List<String> sources() {
    List<String> sources = new ArrayList<>();
    RtlLibrary.files().forEach(file -> sources.add(RTL_FOLDER + file));
    sources.add(wrapperName(program.kernel()));
    return sources;
  }

  /// File of the commands of a kernel as text.
  static String commandsName(String kernel) {
    return kernel + ".cmd";
  }

  /// File of the accelerator with the configuration of a kernel.
  static String wrapperName(String kernel) {
    return kernel + "_accel.sv";
  }

  /// Top module of the testbench of a kernel.
  static String testbenchTop(String kernel) {
    return "tb_" + kernel;
  }

  /// File of the testbench of a kernel.
  static String testbenchName(String kernel) {
    return testbenchTop(kernel) + ".sv";
  }

  private String wrapper() {
    String parameters =
        program.config().parameters().entrySet().stream()
            .map(p -> "    .%-15s(%d)".formatted(p.getKey(), p.getValue()))
            .collect(Collectors.joining(",\n"));
    return Template.fill("wrapper.sv", values(Map.of("PARAMETERS", parameters)));
  }

  private String testbench() {
    long predicted = schedule.prediction().totalCycles();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("COMMAND_WORDS", Integer.toString(kernel.commandWords().size()));
    values.put("BEATS_IN", Long.toString(StreamSizes.beatsIn(program)));
    values.put("BEATS_OUT", Long.toString(StreamSizes.beatsOut(program)));
    // A register write takes a few cycles, and codes of a row array may pass in four segments.
    values.put("TIMEOUT", Long.toString(5 * predicted + 16L * kernel.commandWords().size() + 1000));
    values.put("COMMAND_WINDOW", address(RegisterMap.COMMAND_WINDOW));
    values.put("REG_CTRL", address(Register.CTRL.address()));
    values.put("REG_STATUS", address(Register.STATUS.address()));
    values.put("REG_CYCLES", address(Register.CYCLES.address()));
    values.put("REG_CYCLES_HIGH", address(Register.CYCLES.address() + Integer.BYTES));
    values.put("CTRL_START", Integer.toString(RegisterMap.CTRL_START));
    values.put("STATUS_DONE", Integer.toString(RegisterMap.STATUS_DONE));
    return Template.fill("testbench.sv", values(values));
  }

  private Map<String, String> values(Map<String, String> more) {
    Map<String, String> values = new LinkedHashMap<>(more);
    values.putAll(new DramText(program).values());
    values.put("KERNEL", program.kernel());
    values.put("ADDRESS_BITS", Integer.toString(RegisterMap.ADDRESS_BITS));
    values.put("ADDRESS_MSB", Integer.toString(RegisterMap.ADDRESS_BITS - 1));
    return values;
  }

  private static String address(int value) {
    return "%d'h%05x".formatted(RegisterMap.ADDRESS_BITS, value);
  }
}
