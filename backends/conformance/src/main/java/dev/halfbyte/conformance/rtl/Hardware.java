package dev.halfbyte.conformance.rtl;

import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.List;

/// A configuration that is verilated, with the text that names it to `--hardware`.
public record Hardware(String text, AcceleratorConfig config) {

  /// The configuration of a text such as `edge8x8` or `rows=3,cols=6,lanes=3`.
  public static Hardware of(String text) {
    return new Hardware(text, HardwareOption.parse(text));
  }

  /// A configuration with a DRAM, whose memories are too small for many attention layers: what one
  /// phase makes and another one reads lies in the DRAM between them.
  public static Hardware spilling() {
    return of("edge16,dram=1,act_depth=256,act_side_depth=128,res_depth=64,res_side_depth=64");
  }

  /// All configurations, the default first: presets, every kind of array, both widths of codes and
  /// weights, odd shapes, depths that are no powers of two, and memories that barely fit.
  ///
  /// Each costs a run of the C++ compiler, so there are few; programs go in through the command
  /// RAM.
  public static List<Hardware> all() {
    return List.of(
        of("edge8x8"),
        of("dot4x4x2"),
        of("shift8x8"),
        of("row16x4"),
        of("code8x8"),
        of("row64x4"),
        of("skip16x4"),
        of("skip64x4"),
        of("edge16"),
        of("edge"),
        of("edge8"),
        of("edge16,act_bits=8,engines=2"),
        spilling(),
        of("rows=3,cols=6,lanes=3,act_depth=500,res_depth=333,wgt_depth=64,par_depth=100"),
        of("rows=1,cols=1,lanes=1,act_depth=3000,res_depth=3000,cmd_depth=2000"),
        of("edge8x8,act_depth=160,res_depth=160,wgt_depth=60,par_depth=9,tables=1,cmd_depth=2000"),
        of("rows=2,cols=4,lanes=4,act_depth=290,wgt_bits=8,acc_bits=27,cmd_depth=1500"),
        of("rows=3,cols=6,lanes=3,array=shift,wgt_depth=164,act_depth=700,res_depth=700"),
        of("dot4x4x2,array=decode,act_bits=4,acc_bits=25"),
        of("row16x4,act_bits=8,array=decode,wgt_depth=501"),
        of("rows=2,cols=2,lanes=2,array=shift,act_bits=8,acc_bits=32,cmd_depth=1500"),
        of("rows=7,cols=3,lanes=1,wgt_bits=8,acc_bits=31,act_depth=600,res_depth=601"));
  }
}
