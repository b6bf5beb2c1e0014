package dev.halfbyte.backend.llvm.abi;

/// Results of the entry points; the header lists the same values.
public enum Status {
  OK(0, "done"),
  NO_VARIANT(1, "no variant of the library fits the given CPU features"),
  BAD_CONTEXT(2, "the context was not filled by this library's init"),
  BAD_DIMS(3, "a dim is outside its stated bounds"),
  BAD_POINTER(4, "a pointer is null, or weights or workspace are not aligned to 64 bytes"),
  BAD_WEIGHTS(5, "the weights are not those of this kernel and instruction set family");

  private final int code;
  private final String meaning;

  Status(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /// The value that the entry points return.
  public int code() {
    return code;
  }

  /// One phrase for the header and for messages.
  public String meaning() {
    return meaning;
  }
}
