package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.rtl.HardwareModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// Subjects by name, not yet opened, and what they are opened with.
public record Subjects(
    SequencedMap<String, Function<Options, Subject>> factories, Options options) {
  /// What all subjects are opened with.
  ///
  /// @param isolate one process a program, instead of one that stays
  /// @param hardware configurations of the accelerator, as [Hardware#of] reads them; none for all
  /// @param models where verilated configurations are kept
  public record Options(boolean isolate, List<String> hardware, Path models) {
    public Options {
      hardware = List.copyOf(hardware);
    }

    /// All configurations, kept where this module keeps what it builds.
    public Options(boolean isolate) {
      this(isolate, List.of(), usualModels());
    }
  }

  public Subjects {
    factories = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(factories));
  }

  /// All there are, in the order in which the levels of the compiler meet a program.
  public static Subjects all(Options options) {
    SequencedMap<String, Function<Options, Subject>> all = new LinkedHashMap<>();
    all.put(PassSubject.NAME, _ -> new PassSubject());
    all.put(LoopSubject.NAME, _ -> new LoopSubject());
    all.put(JvmSubject.NAME, chosen -> new JvmSubject(HostOptions.of(chosen)));
    for (IsaFamily family : IsaFamily.values()) {
      all.put(family.targetName(), chosen -> new NativeSubject(family, HostOptions.of(chosen)));
    }
    all.put(RtlSubject.NAME, Subjects::rtl);
    all.put(IcarusSubject.NAME, _ -> IcarusSubject.sample());
    return new Subjects(all, options);
  }

  private static Subject rtl(Options options) {
    List<Hardware> hardware =
        options.hardware().isEmpty()
            ? Hardware.all()
            : options.hardware().stream().map(Hardware::of).toList();
    return new RtlSubject(HardwareModels.in(options.models()), hardware);
  }

  /// Where verilated configurations are kept unless somebody says otherwise.
  public static Path usualModels() {
    return Path.of(
        System.getProperty("halfbyte.root", "."), "backends", "conformance", "target", "models");
  }

  public List<String> names() {
    return List.copyOf(factories.keySet());
  }

  /// Those of `names`, in the same order as here.
  public Subjects only(List<String> names) {
    SequencedMap<String, Function<Options, Subject>> chosen = new LinkedHashMap<>(factories);
    chosen.keySet().retainAll(names);
    return new Subjects(chosen, options);
  }

  /// Opens each once more; to be closed by the caller.
  public List<Subject> open() {
    List<Subject> opened = new ArrayList<>();
    factories.values().forEach(factory -> opened.add(factory.apply(options)));
    return opened;
  }
}
