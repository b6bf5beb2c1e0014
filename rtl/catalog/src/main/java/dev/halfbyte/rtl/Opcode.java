package dev.halfbyte.rtl;

/// Operation codes of commands. A code that is not listed stops the program with an error.
public enum Opcode {
  END(0),
  LOAD(1),
  GEMM(2),
  EW(3),
  STORE(4),
  SOFTMAX(5),
  NORM(6);

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /// Returns the value of the OPCODE field.
  public int code() {
    return code;
  }

  /// Returns the opcode with this code.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Opcode of(int code) {
    for (Opcode opcode : values()) {
      if (opcode.code == code) {
        return opcode;
      }
    }
    throw new IllegalArgumentException("unknown opcode " + code);
  }
}
