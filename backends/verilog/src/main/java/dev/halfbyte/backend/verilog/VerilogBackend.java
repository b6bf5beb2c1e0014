package dev.halfbyte.backend.verilog;

import dev.halfbyte.backend.verilog.bind.Binder;
import dev.halfbyte.backend.verilog.bind.MissingUnits;
import dev.halfbyte.backend.verilog.emit.HardwareFiles;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Misfit;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// The target `verilog`: commands, constants and sources for `hb_accel`.
///
/// Options: [HardwareOption], [DimsOption] and [RequireOption]. The artefact runs in a simulator,
/// which this module does not know; whoever knows both (the command line) adds the variant `rtl`,
/// so [#variants] is empty.
public final class VerilogBackend implements Backend {
  /// Name of the target.
  public static final String TARGET = "verilog";

  private static final Set<String> OPTIONS =
      Set.of(HardwareOption.NAME, DimsOption.NAME, RequireOption.NAME);

  @Override
  public List<String> targets() {
    return List.of(TARGET);
  }

  @Override
  public BuildResult build(SealedProgram program, BuildRequest request) {
    Scheduler.Schedule schedule = schedule(program, request.options());
    List<Note> notes = new ArrayList<>();
    notes.add(Note.artefact("hardware " + schedule.kernel().program().config().parameters()));
    schedule.notes().forEach(text -> notes.add(new Note(Note.Kind.SCHEDULE, "", text)));
    return new BuildResult(HardwareFiles.of(schedule), notes);
  }

  /// Returns the command program of a sealed program, without making files.
  ///
  /// @param options `hardware`, `dims` and `require`
  /// @throws DiagnosticException if an option is wrong, an op has no unit, the program does not
  ///   fit, or a requirement is missed
  public static Scheduler.Schedule schedule(
      SealedProgram program, SortedMap<String, String> options) {
    for (String name : options.keySet()) {
      if (!OPTIONS.contains(name)) {
        throw new DiagnosticException(
            Diagnostic.error(
                    VerilogFault.BAD_OPTION, "target `verilog` has no option `" + name + "`")
                .help("options are `hardware`, `dims` and `require`"));
      }
    }
    List<RequireOption.Requirement> requirements =
        RequireOption.parse(options.getOrDefault(RequireOption.NAME, ""));
    AcceleratorConfig config = HardwareOption.parse(options.getOrDefault(HardwareOption.NAME, ""));
    MissingUnits.require(program.core(), config);
    Map<String, Long> dims =
        DimsOption.parse(options.getOrDefault(DimsOption.NAME, ""), program.program());
    Scheduler.Schedule schedule = schedule(program, dims, config);
    RequireOption.check(requirements, schedule);
    return schedule;
  }

  private static Scheduler.Schedule schedule(
      SealedProgram program, Map<String, Long> dims, AcceleratorConfig config) {
    try {
      return Scheduler.schedule(Binder.bind(program.core(), dims, config), config);
    } catch (DiagnosticException e) {
      throw Misfit.explain(e, config, other -> Binder.bind(program.core(), dims, other));
    }
  }

  @Override
  public List<Variant> variants(String target) {
    return List.of();
  }
}
