package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import java.util.Locale;
import java.util.TreeMap;

/// A library with the C interface of a kernel of one byte in and one byte out, that does one thing.
enum FaultyLibrary {
  /// Copies the byte, as it should.
  SOUND(""),
  CRASHES("store volatile i32 1, ptr null"),
  TRAPS("call void @llvm.trap()"),
  HANGS(
      """
      br label %loop
      loop:
        call void asm sideeffect "", ""()
        br label %loop
      unreached:\
      """),
  WRITES_BEHIND_OUTPUT(
      """
      %behind = getelementptr i8, ptr %to, i64 1
      store i8 1, ptr %behind\
      """),
  WRITES_BEFORE_OUTPUT(
      """
      %before = getelementptr i8, ptr %to, i64 -1
      store i8 1, ptr %before\
      """),
  WRITES_BEHIND_WORKSPACE(
      """
      %behind = getelementptr i8, ptr %workspace, i64 64
      store i8 1, ptr %behind\
      """),
  WRITES_INPUT("store i8 77, ptr %from"),
  READS_BEHIND_INPUT(
      """
      %behind = getelementptr i8, ptr %from, i64 1
      %stray = load volatile i8, ptr %behind\
      """),
  CHANGES_CONTROL_WORD("@control@"),
  CHANGES_CONTROL_WORD_OF_A_SHARE(
      """
      call void %pfor(ptr %pool, i64 4, ptr @share, ptr null)\
      """),
  REFUSES(
      """
      ret i32 5
      unreached:\
      """);

  private final String fault;

  FaultyLibrary(String fault) {
    this.fault = fault;
  }

  /// The shared library for `family`; its kernel is named `faulty`.
  byte[] build(IsaFamily family) {
    String text =
        """
        target datalayout = "@layout@"
        target triple = "@triple@"
        @name = private constant [@bytes@ x i8] c"@variant@\\00"
        declare void @llvm.trap()
        define i32 @faulty_init(ptr %context, i64 %features, ptr %weights) {
          ret i32 0
        }
        define ptr @faulty_variant(ptr %context) {
          ret ptr @name
        }
        define i64 @faulty_workspace_bytes(ptr %dims) {
          ret i64 64
        }
        define internal void @share(ptr %closure, i64 %begin, i64 %end) {
          @control@
          ret void
        }
        define i32 @faulty_run(ptr %context, ptr %args, ptr %dims, ptr %workspace, ptr %pfor, ptr %pool) {
          %from = load ptr, ptr %args
          %second = getelementptr ptr, ptr %args, i64 1
          %to = load ptr, ptr %second
          %byte = load i8, ptr %from
          store i8 %byte, ptr %to
          @fault@
          ret i32 0
        }
        """
            .replace("@fault@", fault)
            .replace("@control@", control(family))
            .replace("@layout@", family.dataLayout())
            .replace("@triple@", family.triple())
            .replace("@variant@", variant())
            .replace("@bytes@", Integer.toString(variant().length() + 1));
    byte[] object = new ObjectCompiler(family).compile(text, new TreeMap<>());
    return new Linker(family).sharedLibrary("faulty.so", object);
  }

  /// What the library says that it runs.
  String variant() {
    return name().toLowerCase(Locale.ROOT).replace("_", "").substring(0, 5);
  }

  private static String control(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          "%word = alloca i32\n  store i32 8064, ptr %word\n"
              + "  call void asm sideeffect \"ldmxcsr $0\", \"*m\"(ptr elementtype(i32) %word)";
      case AARCH64 -> "call void asm sideeffect \"msr fpcr, $0\", \"r\"(i64 0)";
    };
  }
}
