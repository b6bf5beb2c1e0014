package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The leaf for floats: each sum is one chain of `fma` over the depth, as the contract of
/// [dev.halfbyte.loop.TileContract] has it, so what hides its latency are sums side by side.
///
/// The accumulators of a block of rows and a group of columns stay in registers; of every step one
/// vector of weights is loaded for each of its columns, and one activation for each row.
final class FloatLeaf {
  private final LeafKind kind;
  private final Registers registers;
  private final FunctionText text;

  FloatLeaf(LeafKind kind, IsaVariant variant, FunctionText text) {
    this.kind = kind;
    this.registers = registers(variant);
    this.text = text;
  }

  /// How a variant's registers are shared out.
  ///
  /// @param lanes floats of a vector
  /// @param vectors of a row in a group of columns
  /// @param rowBlocks numbers of rows computed together, descending, ending in 1
  private record Registers(int lanes, int vectors, List<Integer> rowBlocks) {
    int columns() {
      return lanes * vectors;
    }

    String vector() {
      return "<" + lanes + " x float>";
    }
  }

  /// 24 accumulators of the 32 of AVX-512, 16 of those of NEON, 12 of 16: the rest holds weights
  /// and an activation. All sizes of blocks but the last ones divide the rows of a tile, except
  /// where tile registers want other rows.
  private static Registers registers(IsaVariant variant) {
    return switch (variant) {
      case AVX2 -> new Registers(8, 2, List.of(6, 2, 1));
      case AVX512_VNNI, AMX, AMX_EMULATED -> new Registers(16, 2, List.of(12, 4, 2, 1));
      case NEON, DOTPROD, I8MM -> new Registers(4, 4, List.of(4, 2, 1));
    };
  }

  void write() {
    for (int column = 0; column < kind.tile().columns(); column += registers.columns()) {
      String next = column == 0 ? text.block() : text.label("columns");
      if (column > 0) {
        String exit = text.label("narrow");
        text.branch(text.value("icmp sgt i64 %%columns, %d", column), next, exit);
        text.start(exit);
        text.line("ret void");
        text.start(next);
      }
      String row = "0";
      for (int rows : registers.rowBlocks()) {
        row = rowLoop(row, rows, column);
      }
    }
    text.line("ret void");
  }

  /// Computes blocks of `rows` rows while as many are left; gives the first row left over.
  private String rowLoop(String first, int rows, int column) {
    return RowLoop.write(text, first, rows, row -> block(row, rows, column));
  }

  private void block(String row, int rows, int column) {
    List<String> activations = new ArrayList<>();
    String offset = text.value("mul i64 %s, %%pitch", row);
    for (int r = 0; r < rows; r++) {
      activations.add(
          text.value("getelementptr inbounds float, ptr %%activations, i64 %s", offset));
      offset = text.value("add i64 %s, %%pitch", offset);
    }
    List<CountedLoop.Carried> initial = new ArrayList<>();
    for (int v = 0; v < registers.vectors(); v++) {
      String sum = load("%initial", column + v * registers.lanes());
      initial.add(new CountedLoop.Carried(registers.vector(), sum));
    }
    List<CountedLoop.Carried> sums =
        Collections.nCopies(rows, initial).stream().flatMap(List::stream).toList();
    List<CountedLoop.Carried> results =
        CountedLoop.write(
                text,
                "0",
                1,
                sums,
                (depth, now, next) -> step(depth, activations, column, now, next))
            .carried();
    for (int i = 0; i < results.size(); i++) {
      int extra = i / registers.vectors();
      int at = column + i % registers.vectors() * registers.lanes();
      store(row, extra * kind.tile().columns() + at, results.get(i).value());
    }
  }

  private void step(
      String depth, List<String> activations, int column, List<String> now, List<String> next) {
    String line = text.value("mul nuw nsw i64 %s, %d", depth, kind.tile().columns());
    String step = text.value("getelementptr inbounds float, ptr %%weights, i64 %s", line);
    List<String> weights = new ArrayList<>();
    for (int v = 0; v < registers.vectors(); v++) {
      weights.add(load(step, column + v * registers.lanes()));
    }
    for (int r = 0; r < activations.size(); r++) {
      String place =
          text.value("getelementptr inbounds float, ptr %s, i64 %s", activations.get(r), depth);
      String number = text.value("load float, ptr %s, align 4", place);
      String factor = VectorText.splat(text, "float", number, registers.lanes());
      for (int v = 0; v < registers.vectors(); v++) {
        int i = r * registers.vectors() + v;
        fma(next.get(i), factor, weights.get(v), now.get(i));
      }
    }
  }

  private void fma(String result, String factor, String weight, String sum) {
    String type = registers.vector();
    String name = "llvm.fma.v%df32".formatted(registers.lanes());
    text.callInto(result, type, name, type + " " + factor, type + " " + weight, type + " " + sum);
  }

  private String load(String pointer, int element) {
    String at = text.value("getelementptr inbounds float, ptr %s, i64 %d", pointer, element);
    return text.value("load %s, ptr %s, align 4", registers.vector(), at);
  }

  private void store(String row, int element, String sum) {
    String line = text.value("mul nuw nsw i64 %s, %d", row, kind.tile().columns());
    String at = text.value("add nuw nsw i64 %s, %d", line, element);
    String address = text.value("getelementptr inbounds float, ptr %%output, i64 %s", at);
    text.line("store %s %s, ptr %s, align 4".formatted(registers.vector(), sum, address));
  }
}
