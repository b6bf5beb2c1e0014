package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;

/// A memory, or part of one, with ports of its own, where a plan places what a program computes.
enum Bank {
  ACT(0),
  ACT_SIDE(Memory.SIDE_BASE),
  RES(0),
  RES_SIDE(Memory.SIDE_BASE),
  WGT_SIDE(Memory.SIDE_BASE),
  FACTOR(0);

  private final int first;

  Bank(int first) {
    this.first = first;
  }

  /// Returns the address of the first word.
  int first() {
    return first;
  }

  /// Returns the words under a configuration.
  int words(AcceleratorConfig config) {
    return switch (this) {
      case ACT -> config.actDepth();
      case ACT_SIDE -> config.actSideDepth();
      case RES -> config.resDepth();
      case RES_SIDE -> config.resSideDepth();
      case WGT_SIDE -> config.wgtSideDepth();
      case FACTOR -> Memory.FACTOR.depth(config);
    };
  }
}
