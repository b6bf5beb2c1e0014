package dev.halfbyte.sim.harness.wave;

import dev.halfbyte.sim.harness.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A saved view for GTKWave: control, what each unit does, the buses, and one closed group for each
/// instance in the top module with its ports.
public final class GtkwaveView {
  private static final String OPEN = "@800200";
  private static final String OPEN_END = "@1000200";
  private static final String CLOSED = "@c00200";
  private static final String CLOSED_END = "@1401200";
  private static final String BINARY = "@28";
  private static final String HEXADECIMAL = "@22";

  /// Instances within generate blocks are as deep below the top module.
  private static final int DEEPEST = 2;

  /// What GTKWave shows of waves in a window that nobody has made larger, in its frames of 200
  /// pixels.
  private static final double FRAMES = 2;

  private static final int UNITS_OF_A_CYCLE = 10;

  /// No cursor is set, nor one of the 26 named marks.
  private static final String NO_MARKS = " -1".repeat(27);

  private final Manifest manifest;
  private final List<WaveVariable> variables;
  private final StringBuilder text = new StringBuilder();

  private GtkwaveView(Manifest manifest, List<WaveVariable> variables) {
    this.manifest = manifest;
    this.variables = variables;
  }

  /// Returns the view of a waveform of the program of `manifest`; all of it fits into a window.
  ///
  /// @param waveform the file, complete
  /// @param cycles that it shows
  /// @throws IOException if it cannot be read
  public static String of(Manifest manifest, Path waveform, long cycles) throws IOException {
    GtkwaveView view = new GtkwaveView(manifest, WaveFile.variables(waveform));
    view.write(waveform, cycles);
    return view.text.toString();
  }

  private void write(Path waveform, long cycles) {
    line("[*] halfbyte: " + manifest.top());
    line("[dumpfile] \"" + waveform.toAbsolutePath().normalize() + "\"");
    line("[timestart] 0");
    line(zoom(cycles));
    line("[treeopen] TOP.");
    line("[treeopen] TOP." + manifest.top() + ".");
    Manifest.Ports ports = manifest.ports();
    line(OPEN);
    line("-control");
    List.of(ports.clock(), ports.reset(), ports.irq()).forEach(this::top);
    manifest
        .probes()
        .ifPresent(probes -> {
          top(probes.running());
          top(probes.waiting());
        });
    line(OPEN_END);
    line("-control");
    manifest.probes().ifPresent(this::units);
    bus("in stream", ports.streamIn(), OPEN, OPEN_END);
    bus("out stream", ports.streamOut(), OPEN, OPEN_END);
    bus("registers", ports.registers(), CLOSED, CLOSED_END);
    instances();
  }

  /// The zoom is the negative logarithm to base 2 of time units in a frame.
  private static String zoom(long cycles) {
    double units = Math.max(1, cycles * UNITS_OF_A_CYCLE / FRAMES);
    return String.format(Locale.ROOT, "*%.6f%s", -Math.log(units) / Math.log(2), NO_MARKS);
  }

  private void units(Manifest.Probes probes) {
    Optional<WaveVariable> mask = find(probes.unitBusy());
    line(OPEN);
    line("-units");
    mask.ifPresent(variable -> {
      line(BINARY);
      // The first element of a range is its highest bit.
      int highest = probes.units().size() - 1;
      for (int bit = 0; bit <= highest; bit++) {
        line(
            "+{%s busy} (%d)%s".formatted(probes.units().get(bit), highest - bit, variable.path()));
      }
    });
    top(probes.products());
    top(probes.skipped());
    line(OPEN_END);
    line("-units");
  }

  private void bus(String name, String prefix, String open, String close) {
    line(open);
    line("-" + name);
    variables.stream()
        .filter(v -> inTop(v) && v.plainName().startsWith(prefix))
        .forEach(this::show);
    line(close);
    line("-" + name);
  }

  private void instances() {
    Map<List<String>, Boolean> seen = new LinkedHashMap<>();
    for (WaveVariable variable : variables) {
      int depth = variable.scopes().size() - 2;
      boolean instance =
          depth >= 1
              && depth <= DEEPEST
              && variable.scopes().get(1).equals(manifest.top())
              && variable.scopes().getLast().startsWith("u_");
      if (instance) {
        seen.put(variable.scopes(), true);
      }
    }
    for (List<String> scopes : seen.keySet()) {
      String name = String.join(".", scopes.subList(2, scopes.size()));
      line(CLOSED);
      line("-" + name);
      variables.stream()
          .filter(v -> v.scopes().equals(scopes) && isPort(v.plainName()))
          .forEach(this::show);
      line(CLOSED_END);
      line("-" + name);
    }
  }

  private static boolean isPort(String name) {
    return name.endsWith("_i")
        || name.endsWith("_o")
        || name.endsWith("_ni")
        || name.startsWith("s_ax")
        || name.startsWith("m_ax");
  }

  private boolean inTop(WaveVariable variable) {
    return variable.scopes().equals(List.of("TOP", manifest.top()));
  }

  private Optional<WaveVariable> find(String name) {
    return variables.stream().filter(v -> inTop(v) && v.plainName().equals(name)).findFirst();
  }

  private void top(String name) {
    find(name).ifPresent(this::show);
  }

  private void show(WaveVariable variable) {
    line(variable.name().contains("[") ? HEXADECIMAL : BINARY);
    line(variable.path());
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
