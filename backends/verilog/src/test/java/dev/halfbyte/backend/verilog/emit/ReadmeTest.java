package dev.halfbyte.backend.verilog.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.RegisterMap.Register;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Schedule SCHEDULE =
      Builds.schedule(
          SampleNetwork.feedForward(3, 12, 20, ElemType.U8, ElemType.S4),
          "rows=2,cols=4,lanes=2,act_depth=256,res_depth=256,wgt_depth=256,par_depth=64",
          5);

  @TempDir Path folder;

  private String build() throws IOException {
    for (GeneratedFile file : HardwareFiles.of(SCHEDULE)) {
      Path path = folder.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.write(path, file.content());
    }
    return Files.readString(folder.resolve("README.md"));
  }

  /// Icarus and Verilator, with nothing but the files of the build.
  @Test
  void theCommandsOfTheReadmePass() throws IOException {
    List<String> blocks =
        SHELL.matcher(build()).results().map((MatchResult m) -> m.group(1)).toList();
    assertEquals(2, blocks.size());
    assertTrue(blocks.get(0).startsWith("iverilog ") && blocks.get(1).startsWith("verilator "));
    for (String block : blocks) {
      ToolProcess run = ToolProcess.run(folder, List.of("bash", "-euc", block));
      assertEquals(0, run.exitCode(), run.output());
      assertTrue(run.output().lines().anyMatch(line -> line.startsWith("PASS")), run.output());
    }
  }

  @Test
  void portsRegistersAndCommandsAreListed() throws IOException {
    String text = build();
    for (Register register : Register.values()) {
      assertTrue(text.contains("| `0x%05x` | %s |".formatted(register.address(), register.name())));
    }
    Pattern port = Pattern.compile("(?:input|output) +logic *(?:\\[[0-9:]+])? *(\\w+)");
    List<String> ports =
        port.matcher(Files.readString(folder.resolve("mlp_accel.sv")))
            .results()
            .map(m -> m.group(1))
            .toList();
    assertTrue(ports.size() > 25, ports.toString());
    ports.forEach(name -> assertTrue(text.contains("`" + name + "`"), name));
    assertTrue(text.contains("\n| `ROWS` | 2 |\n"));
    assertTrue(text.contains("\nend\n```"));
    assertTrue(text.lines().anyMatch(l -> l.startsWith("load ") && l.endsWith(" label=x")));
  }

  @Test
  void theCoreNamesEachFileThatTheSimulationReads() throws IOException {
    build();
    String core = Files.readString(folder.resolve("mlp.core"));
    for (String file : List.of("program.hex", "stream_in.hex", "stream_out.hex", "cycles.hex")) {
      assertTrue(Files.exists(folder.resolve(file)), file);
      assertTrue(core.contains("- " + file + " : {file_type: user, copyto: " + file + "}"), file);
    }
  }
}
