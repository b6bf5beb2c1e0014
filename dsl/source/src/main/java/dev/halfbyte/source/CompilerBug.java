package dev.halfbyte.source;

/// A fault of the compiler itself, whatever the input: a broken promise between two of its parts.
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With the promise that was broken.
  public CompilerBug(String message) {
    super(message);
  }

  /// With the promise that was broken and the exception that showed it.
  public CompilerBug(String message, Throwable cause) {
    super(message, cause);
  }
}
