package dev.halfbyte.backend.llvm.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Instructions of object files, whose number is known.
class ElfObjectTest {
  /// A function that only returns, beside a constant and a variable, which are no code.
  @ParameterizedTest
  @CsvSource({"X86_64, 1", "AARCH64, 4"})
  void onlyInstructionsAreCode(IsaFamily family, long bytes) {
    String text =
        """
        target datalayout = "%s"
        target triple = "%s"
        @constant = constant [100 x i8] zeroinitializer
        @variable = global i32 7
        define void @nothing() nounwind { ret void }
        """
            .formatted(family.dataLayout(), family.triple());
    byte[] object = new ObjectCompiler(family).compile(text, new TreeMap<>());
    assertEquals(bytes, ElfObject.codeBytes(object));
  }
}
