package dev.halfbyte.backend.llvm.toolchain;

/// An instruction set architecture: what one library file is made for.
///
/// The baseline is what a function may use that is not compiled for an [IsaVariant]: entry points
/// run before the features of the machine are known.
public enum IsaFamily {
  X86_64(
      "x86_64",
      "x86_64-unknown-linux-gnu",
      "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128",
      "x86-64",
      "elf_x86_64"),
  AARCH64(
      "aarch64",
      "aarch64-unknown-linux-gnu",
      "e-m:e-p270:32:32-p271:32:32-p272:64:64-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128-Fn32",
      "generic",
      "aarch64linux");

  private final String targetName;
  private final String triple;
  private final String dataLayout;
  private final String baselineCpu;
  private final String linkerEmulation;

  IsaFamily(
      String targetName,
      String triple,
      String dataLayout,
      String baselineCpu,
      String linkerEmulation) {
    this.targetName = targetName;
    this.triple = triple;
    this.dataLayout = dataLayout;
    this.baselineCpu = baselineCpu;
    this.linkerEmulation = linkerEmulation;
  }

  /// Name as typed after `--target`.
  public String targetName() {
    return targetName;
  }

  public String triple() {
    return triple;
  }

  /// LLVM's layout string of the triple; stands in each module so that dumps are complete.
  public String dataLayout() {
    return dataLayout;
  }

  String baselineCpu() {
    return baselineCpu;
  }

  String linkerEmulation() {
    return linkerEmulation;
  }
}
