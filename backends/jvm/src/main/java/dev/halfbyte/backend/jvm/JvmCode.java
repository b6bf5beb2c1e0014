package dev.halfbyte.backend.jvm;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a request to the JVM backend, or with a run of its jar. The codes between
/// are those of the jar itself, [dev.halfbyte.backend.jvm.runtime.KernelFault].
public enum JvmCode implements DiagnosticCode {
  UNKNOWN_OPTION("HB4201", "unknown target option"),
  RUN_FAILED("HB4202", "kernel jar did not run"),
  NOT_A_FILE_NAME("HB4208", "name that cannot be a file");

  private final String code;
  private final String title;

  JvmCode(String code, String title) {
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
