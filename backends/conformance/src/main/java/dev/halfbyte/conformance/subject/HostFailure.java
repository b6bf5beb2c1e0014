package dev.halfbyte.conformance.subject;

/// A process that serves programs died or gave no answer.
final class HostFailure extends Exception {
  private static final long serialVersionUID = 1;

  HostFailure(String what) {
    super(what);
  }
}
