package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.SourceFile;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A copy of two row blocks by way of a DRAM, written by hand in the text form, with an image that
/// stands there besides.
public final class SpillProgram {
  private SpillProgram() {}

  static String text() {
    AcceleratorConfig config =
        AcceleratorConfig.preset("dot4x4x2").orElseThrow().with(Map.of("DRAM", 1));
    String parameters =
        config.parameters().entrySet().stream()
            .map(p -> p.getKey().toLowerCase(Locale.ROOT) + "=" + p.getValue())
            .collect(Collectors.joining(" "));
    return """
    cmd 1
    kernel spill
    config %s
    input x shape=[8x8] rows=8 cols=8
    output y shape=[8x8] rows=8 cols=8 bits=8 signed=true scale=0x3f800000 zero=0
    image w memory=wgt words=2 offset=0 bytes=16
    in input=x first=0 rows=8 bits=8 inverse_scale=0x3f800000 storage=s8 zero=0
    out output=y first=0 rows=8
    load target=act base=0 words=8
    load target=wgt base=0 words=2 dram=0 dram_beats=2
    store source=act base=0 stride=8 rows=1 words=8 last=false dram=100 dram_beats=8 wait=load
    load target=act base=8 words=8 dram=100 dram_beats=8 wait=store
    store source=act base=8 stride=8 rows=1 words=8 last=true wait=load
    end
    """
        .formatted(parameters);
  }

  static CommandProgram parse(String text) {
    return CommandParser.parse(SourceFile.of("spill.cmd", text));
  }

  /// Returns the program with zeros for the image.
  public static CommandKernel kernel() {
    return new CommandKernel(parse(text()), new byte[16]);
  }
}
