package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A command that still needs the addresses of its constants.
///
/// @param constants the image that must be present in wgt, par or table
/// @param maker makes the command
/// @param in what a LOAD takes from the in stream
/// @param out what a STORE gives to the out stream
/// @param label name of the op that the command works for
/// @param digits that a code of a product on a row array has at most; else 1
record Step(
    Map<Memory, ConstantImage> constants,
    Maker maker,
    Optional<StreamIn> in,
    Optional<StreamOut> out,
    String label,
    int digits) {

  /// Makes a command from the first words of its constants and the units to wait for.
  interface Maker {
    Command make(Map<Memory, Integer> bases, Set<Unit> waits);
  }

  public Step {
    constants =
        constants.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(constants));
  }

  static Step compute(Map<Memory, ConstantImage> constants, Maker maker) {
    return new Step(constants, maker, Optional.empty(), Optional.empty(), "", 1);
  }

  static Step load(StreamIn segment, Maker maker) {
    return new Step(Map.of(), maker, Optional.of(segment), Optional.empty(), "", 1);
  }

  static Step store(StreamOut segment, Maker maker) {
    return new Step(Map.of(), maker, Optional.empty(), Optional.of(segment), "", 1);
  }

  Step labelled(String name) {
    return new Step(constants, maker, in, out, name, digits);
  }

  /// A product whose codes pass the array as this decoding has it.
  Step decoded(Optional<Decoding> decode) {
    int most =
        decode
            .map(decoding ->
                switch (decoding) {
                  case DecodeTable _ -> 1;
                  case DigitPlanes planes -> planes.mostDigits();
                })
            .orElse(1);
    return new Step(constants, maker, in, out, label, most);
  }
}
