package dev.halfbyte.backend.verilog.fault;

import dev.halfbyte.source.DiagnosticCode;

/// What a user can get wrong on the way to hardware.
public enum VerilogFault implements DiagnosticCode {
  FLOAT_OP("HB4301", "float arithmetic has no hardware unit"),
  UNSUPPORTED_OP("HB4302", "operation without a hardware unit"),
  TOO_WIDE("HB4303", "number wider than the hardware"),
  NOT_UNIFORM("HB4304", "parameter varies where the hardware has one value"),
  DOES_NOT_FIT("HB4305", "program larger than the hardware"),
  BAD_DIMS("HB4306", "dimensions unbound or out of bounds"),
  BAD_HARDWARE("HB4307", "unusable hardware description"),
  BAD_OPTION("HB4308", "unknown build option"),
  BAD_COMMAND_TEXT("HB4309", "malformed command program"),
  BAD_INPUT("HB4310", "input tensors do not match the program"),
  MISSING_UNIT("HB4311", "kernel needs units that the accelerator does not have"),
  MISSED_REQUIREMENT("HB4312", "figure that the hardware block requires is not reached");

  private final String code;
  private final String title;

  VerilogFault(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String title() {
    return title;
  }
}
