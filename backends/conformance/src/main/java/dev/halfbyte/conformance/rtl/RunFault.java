package dev.halfbyte.conformance.rtl;

/// What a run broke besides the bits: it did not end, lost beats, or counted wrongly.
public final class RunFault extends Exception {
  private static final long serialVersionUID = 1L;

  public RunFault(String what) {
    super(what);
  }
}
