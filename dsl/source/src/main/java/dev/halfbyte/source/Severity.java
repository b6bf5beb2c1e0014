package dev.halfbyte.source;

/// How bad a diagnostic is: errors stop the compilation, warnings do not.
public enum Severity {
  ERROR("error"),
  WARNING("warning");

  private final String label;

  Severity(String label) {
    this.label = label;
  }

  /// The word printed in front of the code.
  public String label() {
    return label;
  }
}
