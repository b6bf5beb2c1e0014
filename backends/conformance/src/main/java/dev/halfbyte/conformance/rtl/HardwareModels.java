package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.sim.harness.AcceleratorInterface;
import dev.halfbyte.sim.harness.AcceleratorSession;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// The verilated configurations, each built when it is first needed and kept between runs.
public final class HardwareModels {
  private static final Manifest.Ports PORTS =
      new Manifest.Ports("clk_i", "rst_ni", "s_axis_", "m_axis_", "s_axil_", "irq_o");

  /// Prefix of the signals that lead to the DRAM, where there is one.
  static final String DRAM_PORT = "m_axi_";

  private final List<Path> sources;
  private final ModelCache cache;
  private final Map<Hardware, Model> models = new HashMap<>();

  private HardwareModels(List<Path> sources, ModelCache cache) {
    this.sources = List.copyOf(sources);
    this.cache = cache;
  }

  /// Models of the RTL sources on the class path, kept in `folder`.
  public static HardwareModels in(Path folder) {
    List<String> texts = RtlLibrary.files().stream().map(RtlLibrary::text).toList();
    // A folder for each version, since several processes may be at work.
    Path sources = folder.resolve("rtl-" + Integer.toHexString(texts.hashCode()));
    try {
      Files.createDirectories(sources);
      for (String file : RtlLibrary.files()) {
        write(sources, file, RtlLibrary.text(file));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return of(sources, folder);
  }

  private static void write(Path sources, String file, String text) throws IOException {
    Path path = sources.resolve(file);
    if (!Files.exists(path) || !Files.readString(path).equals(text)) {
      Path partial = Files.createTempFile(sources, file, ".part");
      Files.writeString(partial, text);
      Files.move(
          partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Models of the sources in `sources`, which hold the files of [RtlLibrary#files], kept in
  /// `cache`.
  public static HardwareModels of(Path sources, Path cache) {
    return new HardwareModels(
        RtlLibrary.files().stream().map(sources::resolve).toList(), ModelCache.in(cache));
  }

  /// Opens an instance of `hardware`.
  ///
  /// @param seed what registers and memories hold before they are set
  /// @throws dev.halfbyte.sim.verilator.SimulationFailure when the model cannot be built
  public AcceleratorSession open(Hardware hardware, int seed) {
    return AcceleratorSession.open(model(hardware), accelerator(), seed);
  }

  /// The model of `hardware`; unset registers and X are drawn from the seed of each instance.
  public Model model(Hardware hardware) {
    return models.computeIfAbsent(hardware, this::build);
  }

  private Model build(Hardware hardware) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    hardware.config().parameters().forEach((name, value) -> parameters.put(name, value.toString()));
    Design design = new Design(RtlLibrary.TOP, sources, List.of(), parameters);
    return cache.build(design, BuildOptions.standard());
  }

  private static AcceleratorInterface accelerator() {
    SequencedMap<String, Manifest.Register> registers = new LinkedHashMap<>();
    for (RegisterMap.Register register : RegisterMap.Register.values()) {
      registers.put(
          register.name().toLowerCase(Locale.ROOT),
          new Manifest.Register(register.address(), register.width()));
    }
    return new AcceleratorInterface(PORTS, registers, RegisterMap.COMMAND_WINDOW);
  }
}
