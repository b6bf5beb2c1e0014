package dev.halfbyte.backend.verilog.emit;

import java.util.List;

/// The FuseSoC description (CAPI2) of a build: sources, testbench, and how to simulate both.
final class FuseSocCore {
  private FuseSocCore() {}

  static String text(String kernel, List<String> sources, List<String> models, List<String> data) {
    StringBuilder text = new StringBuilder();
    text.append("CAPI=2:\n");
    text.append("name: halfbyte:kernels:").append(kernel).append(":0.1.0\n");
    text.append("description: ").append(kernel).append(" on hb_accel\n\n");
    text.append("filesets:\n  rtl:\n    files:\n");
    sources.forEach(source -> text.append("      - ").append(source).append('\n'));
    text.append("    file_type: systemVerilogSource\n");
    text.append("  tb:\n    files:\n");
    models.forEach(model -> text.append("      - ").append(model).append('\n'));
    text.append("      - tb_").append(kernel).append(".sv\n");
    text.append("    file_type: systemVerilogSource\n");
    text.append("  data:\n    files:\n");
    for (String file : data) {
      text.append("      - %s : {file_type: user, copyto: %s}\n".formatted(file, file));
    }
    text.append('\n');
    text.append("targets:\n");
    text.append("  default:\n    filesets: [rtl]\n");
    text.append("    toplevel: ").append(kernel).append("_accel\n");
    text.append("  sim:\n    default_tool: icarus\n    filesets: [rtl, tb, data]\n");
    text.append("    toplevel: tb_").append(kernel).append('\n');
    text.append("    tools:\n      icarus:\n        iverilog_options: [-g2012]\n");
    text.append("      verilator:\n        mode: binary\n");
    text.append("        verilator_options: [--timing, -Wno-fatal]\n");
    return text.toString();
  }
}
