package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// Packed weights as `STEPS_S8` ([dev.halfbyte.loop.PackedWeights]), read by the loops of `dot`.
///
/// @param kind of the packed weights
/// @param dot for the unpacked ones
record SpreadSteps(LeafKind kind, DotProduct dot) implements Spread {
  private static final int VECTOR_BYTES = NeonBytes.VECTOR_BYTES;

  @Override
  public List<Integer> rowBlocks() {
    return dot.rowBlocks();
  }

  @Override
  public int groups() {
    return dot.groups();
  }

  @Override
  public List<Integer> columns(int group) {
    return dot.columns(group);
  }

  @Override
  public void fill(FunctionText text, String target) {
    CountedLoop.write(
        text, "0", kind.tile().depth(), List.of(), (depth, now, next) -> step(text, depth, target));
  }

  private void step(FunctionText text, String depth, String target) {
    int part = kind.stepBytes();
    int fields = kind.format().together();
    String source = at(text, "%weights", depth, part / kind.tile().depth());
    String place = at(text, target, depth, fields * part / kind.tile().depth());
    for (int offset = 0; offset < part; offset += VECTOR_BYTES) {
      String packed = VectorText.load(text, VectorText.advance(text, source, offset), VECTOR_BYTES);
      List<String> weights = NeonBytes.weights(text, kind, packed);
      for (int field = 0; field < fields; field++) {
        String to = VectorText.advance(text, place, (long) field * part + offset);
        VectorText.store(text, weights.get(field), to, VECTOR_BYTES);
      }
    }
  }

  private static String at(FunctionText text, String base, String depth, int bytes) {
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytes);
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", base, offset);
  }

  @Override
  public List<List<String>> write(
      FunctionText text, List<String> rows, String panel, int group, DepthRange range) {
    return new DepthLoop(kind.unpacked(), dot, text, rows, panel, group, range)
        .write().stream().map(sums -> dot.results(text, sums)).toList();
  }
}
