package dev.halfbyte.cli.synthesis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A device that a design can be placed on, and the tools for it.
enum Device {
  ECP5(
      "nextpnr-ecp5",
      "nextpnr-ecp5",
      "LFE5U-85F",
      "synth_ecp5",
      List.of(
          "--85k", "--package", "CABGA756", "--lpf-allow-unconstrained", "--textcfg", "out.cfg")),
  ICE40(
      "nextpnr-ice40",
      "nextpnr-ice40",
      "iCE40 HX8K",
      "synth_ice40",
      List.of("--hx8k", "--package", "ct256", "--pcf-allow-unconstrained", "--asc", "out.asc"));

  private final String tool;
  private final String debianPackage;
  private final String part;
  private final String mapping;
  private final List<String> options;

  Device(String tool, String debianPackage, String part, String mapping, List<String> options) {
    this.tool = tool;
    this.debianPackage = debianPackage;
    this.part = part;
    this.mapping = mapping;
    this.options = options;
  }

  String tool() {
    return tool;
  }

  String debianPackage() {
    return debianPackage;
  }

  /// The part in words.
  String part() {
    return part;
  }

  /// The command of Yosys from an elaborated unit to a netlist.
  String mapping() {
    return mapping;
  }

  /// Options of the tool.
  List<String> options() {
    return options;
  }

  /// Returns the first device whose tool is there.
  static Optional<Device> available() {
    return Arrays.stream(values()).filter(device -> Tools.present(device.tool)).findFirst();
  }
}
