package dev.halfbyte.conformance.crash;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.ConstantPool;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/// Programs and tensors as IR text, large constants in files named by their digests: every element
/// type of the IR has an exact form there. Named tensors are a program that yields constants.
final class TensorText {
  private static final String CONSTANTS = "constants";

  private TensorText() {}

  static void writeProgram(Path folder, String file, Program program) throws IOException {
    Files.writeString(folder.resolve(file), IrPrinter.print(program));
    for (Map.Entry<String, Tensor> entry : IrPrinter.pool(program).entrySet()) {
      Path data = Files.createDirectories(folder.resolve(CONSTANTS)).resolve(entry.getKey());
      Files.write(data, entry.getValue().bytes());
    }
  }

  static Program readProgram(Path folder, String file) throws IOException {
    Path path = folder.resolve(file);
    SourceFile source = SourceFile.of(path.toString(), Files.readString(path));
    return IrParser.parse(source, ConstantPool.inFolder(folder.resolve(CONSTANTS))).program();
  }

  static void writeTensors(Path folder, String file, SequencedMap<String, Tensor> tensors)
      throws IOException {
    ProgramBuilder builder = new ProgramBuilder(file.replace(".ir", ""));
    tensors.forEach((name, tensor) -> builder.output(name, builder.constant(name, tensor)));
    writeProgram(folder, file, builder.build());
  }

  static SequencedMap<String, Tensor> readTensors(Path folder, String file) throws IOException {
    return Interpreter.run(readProgram(folder, file), Map.of());
  }
}
