package dev.halfbyte.sim.verilator;

/// A failure that the user can act on: a code, what happened, and what to do about it.
///
/// It carries no stack trace of interest; a command line prints `error[HB5nnn]: message` and `help:
/// ...`.
public final class SimulationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final String summary;
  private final String help;

  public SimulationFailure(FailureCode code, String message, String help) {
    super(message);
    this.code = code;
    this.summary = message;
    this.help = help;
  }

  public SimulationFailure(FailureCode code, String message, String help, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.summary = message;
    this.help = help;
  }

  @Override
  public String getMessage() {
    return summary;
  }

  public FailureCode code() {
    return code;
  }

  /// One line that tells what to do; never empty.
  public String help() {
    return help;
  }

  /// The form a terminal shows.
  public String render() {
    return "error[" + code.code() + "]: " + summary + "\n  help: " + help;
  }
}
