package dev.halfbyte.bench.rtl;

import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.sim.verilator.Toolchain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Generic cells of Yosys (`synth -flatten`), flip-flops included, memories not.
final class Yosys {
  private static final Pattern CELLS = Pattern.compile("Number of cells: +(\\d+)");

  private final Rtl rtl;
  private final Path program;

  Yosys(Rtl rtl) {
    this.rtl = rtl;
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    program = Toolchain.program(path, "yosys", "install it: sudo apt-get install yosys");
  }

  /// The cells of a module with some parameters set.
  long cells(String module, Map<String, Integer> parameters) {
    String files = rtl.files(module).stream().map(Path::toString).collect(Collectors.joining(" "));
    String set =
        parameters.entrySet().stream()
            .map(p -> "chparam -set " + p.getKey() + " " + p.getValue() + " " + module + ";")
            .collect(Collectors.joining(" "));
    // Memories are cut off in front of the mapping to cells: their words are inputs from then on.
    String script =
        """
        read_verilog -sv %s; %s hierarchy -top %s -libdir src; \
        synth -flatten -top %3$s -run begin:fine; memory_collect; cutpoint t:$mem_v2; \
        synth -flatten -top %3$s -run fine:; stat\
        """
            .formatted(files, set, module);
    ToolProcess result = ToolProcess.run(rtl.folder(), List.of(program.toString(), "-p", script));
    List<String> counts =
        CELLS.matcher(result.output()).results().map((MatchResult m) -> m.group(1)).toList();
    if (result.exitCode() != 0 || counts.isEmpty()) {
      throw new IllegalStateException("Yosys on " + module + ":\n" + result.output());
    }
    return Long.parseLong(counts.getLast());
  }
}
