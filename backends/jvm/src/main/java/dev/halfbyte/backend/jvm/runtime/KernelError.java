package dev.halfbyte.backend.jvm.runtime;

/// What is wrong with the arguments of a run, in one sentence for the user.
public final class KernelError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final KernelFault fault;

  KernelError(KernelFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public KernelFault fault() {
    return fault;
  }
}
