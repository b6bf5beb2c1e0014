package dev.halfbyte.loop.interp;

/// A rule of the loop IR that a program broke while it ran: a fault of the lowering, whatever the
/// arguments.
public final class LoopFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  LoopFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// Which rule.
  public enum Kind {
    /// The verifier refuses the program.
    MALFORMED,
    /// Slots of the workspace overlap, are not aligned, or do not fit their buffers.
    WORKSPACE,
    /// An element outside of its buffer.
    OUT_OF_BOUNDS,
    /// A read of an element that nobody wrote, or that another buffer of the slot has overwritten.
    STALE,
    /// Two iterations of one stage, one of which writes, touch the same element.
    RACE,
    /// A loop, tile or stage extent that no loop or tile has.
    EXTENT,
    /// An operand for which the operation has no value.
    ARITHMETIC,
    /// An output element that no stage wrote.
    UNWRITTEN
  }

  public Kind kind() {
    return kind;
  }
}
