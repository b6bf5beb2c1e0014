package dev.halfbyte.backend.llvm.toolchain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.source.CompilerBug;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolchainTest {
  private static final SortedMap<String, byte[]> NO_DATA = new TreeMap<>();

  @TempDir Path folder;

  private static String module(IsaFamily family, String body) {
    return "target triple = \""
        + family.triple()
        + "\"\n"
        + "target datalayout = \""
        + family.dataLayout()
        + "\"\n"
        + body;
  }

  private static final String ADD =
      "define i32 @add(i32 %a, i32 %b) {\n  %s = add i32 %a, %b\n  ret i32 %s\n}\n";

  @Test
  @SuppressWarnings("restricted") // loads native code that this test compiled itself
  void linkedLibraryRunsInProcess() throws Throwable {
    byte[] object =
        new ObjectCompiler(IsaFamily.X86_64).compile(module(IsaFamily.X86_64, ADD), NO_DATA);
    Path library = folder.resolve("add.so");
    Files.write(library, new Linker(IsaFamily.X86_64).sharedLibrary("add.so", object));
    try (Arena arena = Arena.ofConfined()) {
      var add =
          java.lang.foreign.Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup(library, arena).find("add").orElseThrow(),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      assertEquals(42, (int) add.invokeExact(40, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void equalTextGivesEqualBytes(IsaFamily family) {
    byte[] first = new ObjectCompiler(family).compile(module(family, ADD), NO_DATA);
    byte[] second = new ObjectCompiler(family).compile(module(family, ADD), NO_DATA);
    assertArrayEquals(first, second);
    assertArrayEquals(
        new Linker(family).sharedLibrary("a.so", first),
        new Linker(family).sharedLibrary("a.so", second));
    assertArrayEquals(archive("a.o", first), archive("a.o", second));
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void usersGetOptimisedCode(IsaFamily family) {
    String text =
        module(
            family,
            "define i32 @twice(ptr %p) {\n  %a = load i32, ptr %p\n"
                + "  %b = load i32, ptr %p\n  %s = add i32 %a, %b\n  ret i32 %s\n}\n");
    byte[] plain = new ObjectCompiler(family, OptimizationLevel.O0).compile(text, NO_DATA);
    byte[] usual = new ObjectCompiler(family, OptimizationLevel.O2).compile(text, NO_DATA);
    assertArrayEquals(usual, new ObjectCompiler(family).compile(text, NO_DATA));
    assertFalse(java.util.Arrays.equals(plain, usual));
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void objectsOfSeveralKernelsLinkToOneLibrary(IsaFamily family) {
    ObjectCompiler compiler = new ObjectCompiler(family);
    byte[] first = compiler.compile(module(family, ADD), NO_DATA);
    byte[] second = compiler.compile(module(family, ADD.replace("@add", "@sum")), NO_DATA);
    byte[] library = new Linker(family).sharedLibrary("both.so", List.of(first, second));
    assertTrue(library.length > new Linker(family).sharedLibrary("one.so", first).length);
    List<byte[]> twice = List.of(first, first);
    assertThrows(CompilerBug.class, () -> new Linker(family).sharedLibrary("twice.so", twice));
  }

  @Test
  void assemblyNamesFunctionsAndBlocks() {
    String text =
        module(
            IsaFamily.AARCH64,
            "@data = external constant [4 x i8]\n"
                + "define i8 @sum(i64 %n) {\nstart:\n  br label %more\nmore:\n"
                + "  %i = phi i64 [ 0, %start ], [ %next, %more ]\n"
                + "  %a = phi i8 [ 0, %start ], [ %b, %more ]\n"
                + "  %p = getelementptr i8, ptr @data, i64 %i\n  %v = load volatile i8, ptr %p\n"
                + "  %b = add i8 %a, %v\n  %next = add i64 %i, 1\n"
                + "  %c = icmp ult i64 %next, %n\n  br i1 %c, label %more, label %done\n"
                + "done:\n  ret i8 %b\n}\n");
    String assembly = new ObjectCompiler(IsaFamily.AARCH64).assembly(text);
    assertTrue(assembly.contains("// @sum"), assembly);
    assertTrue(assembly.contains("// %more"), assembly);
    assertEquals(assembly, new ObjectCompiler(IsaFamily.AARCH64).assembly(text));
  }

  /// Two `sdot` start in a cycle of a Neoverse N1; one that waits for the one before does not.
  @Test
  void modelKnowsPipelinesAndLatencies() {
    CycleModel model = new CycleModel(IsaFamily.AARCH64, "neoverse-n1");
    String first = "sdot v0.4s, v30.16b, v31.16b";
    String second = "sdot v1.4s, v30.16b, v31.16b";
    String third = "sdot v2.4s, v30.16b, v31.16b";
    String fourth = "sdot v3.4s, v30.16b, v31.16b";
    List<String> apart = List.of(first, second, third, fourth);
    assertEquals(2, model.cycles(apart, "+dotprod"), 0.1);
    assertTrue(model.cycles(List.of(first, first, first, first), "+dotprod") >= 4);
    CompilerBug bug =
        assertThrows(CompilerBug.class, () -> model.cycles(List.of("nonsense"), "+dotprod"));
    assertTrue(bug.toString().contains("nonsense"), bug.toString());
  }

  @Test
  void unparsableTextIsOurFault() {
    CompilerBug bug =
        assertThrows(
            CompilerBug.class,
            () -> new ObjectCompiler(IsaFamily.X86_64).compile("define nonsense", NO_DATA));
    assertTrue(bug.toString().contains("does not parse"), bug.toString());
  }

  @Test
  void malformedModuleIsOurFault() {
    String text =
        "define i32 @f(i1 %c) {\n  br i1 %c, label %a, label %b\na:\n  %x = add i32 1, 2\n"
            + "  br label %b\nb:\n  ret i32 %x\n}\n";
    CompilerBug bug =
        assertThrows(
            CompilerBug.class,
            () ->
                new ObjectCompiler(IsaFamily.X86_64)
                    .compile(module(IsaFamily.X86_64, text), NO_DATA));
    assertTrue(bug.toString().contains("dominate"), bug.toString());
  }

  @Test
  void undefinedSymbolsAreRefused() {
    byte[] object =
        new ObjectCompiler(IsaFamily.X86_64)
            .compile(
                module(
                    IsaFamily.X86_64,
                    "declare void @outside()\ndefine void @f() {\n  call void @outside()\n"
                        + "  ret void\n}\n"),
                NO_DATA);
    CompilerBug bug =
        assertThrows(
            CompilerBug.class, () -> new Linker(IsaFamily.X86_64).sharedLibrary("f.so", object));
    assertTrue(bug.toString().contains("outside"), bug.toString());
  }

  @Test
  void archivesOfSeveralObjectsAreReadByTheSystemTools() throws Exception {
    String twice = ADD.replace("@add", "@twice");
    ObjectCompiler compiler = new ObjectCompiler(IsaFamily.X86_64);
    byte[] first = compiler.compile(module(IsaFamily.X86_64, ADD), NO_DATA);
    byte[] second = compiler.compile(module(IsaFamily.X86_64, twice), NO_DATA);
    Path archive = folder.resolve("long.a");
    Files.write(
        archive,
        StaticArchive.of(
            List.of(
                new StaticArchive.Member("a_very_long_kernel_name.o", first, List.of("add")),
                new StaticArchive.Member("short.o", first, List.of()),
                new StaticArchive.Member("another_very_long_name.o", second, List.of("twice")))));
    Path listing = folder.resolve("nm.txt");
    ToolProcess.Result result =
        ToolProcess.run(
            List.of("nm", "--print-armap", archive.toString()), folder, Optional.empty(), listing);
    assertEquals(0, result.status(), result.complaint());
    String text = Files.readString(listing);
    assertTrue(text.contains("add in a_very_long_kernel_name.o"), text);
    assertTrue(text.contains("twice in another_very_long_name.o"), text);
    assertTrue(text.contains("short.o:"), text);
    assertTrue(text.contains("T add") && text.contains("T twice"), text);
  }

  private static byte[] archive(String name, byte[] object) {
    return StaticArchive.of(List.of(new StaticArchive.Member(name, object, List.of("add"))));
  }
}
