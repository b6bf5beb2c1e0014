package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.Workspace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;

/// A hand-written program around one tile contract: `c[m, n] = initial[n] + sum a[m, k] * w[k, n]`,
/// with weights packed by this class and not by the compiler.
record TileKernel(
    String name,
    IsaFamily family,
    TileShape tile,
    PackedWeights format,
    int columns,
    int depth,
    IntBinaryOperator weights) {
  private static final LoopVariable BLOCK = new LoopVariable("block");
  private static final LoopVariable ROW = new LoopVariable("row");
  private static final LoopVariable COLUMN = new LoopVariable("column");

  /// With a tile of the rows that the family wants.
  TileKernel(
      String name,
      IsaFamily family,
      PackedWeights format,
      int columns,
      int depth,
      IntBinaryOperator weights) {
    this(name, family, shape(family, format), format, columns, depth, weights);
  }

  /// With a tile of `rows`.
  TileKernel(
      String name,
      IsaFamily family,
      int rows,
      PackedWeights format,
      int columns,
      int depth,
      IntBinaryOperator weights) {
    this(name, family, shape(family, format).withRows(rows), format, columns, depth, weights);
  }

  private static TileShape shape(IsaFamily family, PackedWeights format) {
    TargetFacts.TileFacts facts = TargetShapes.of(family).tile().orElseThrow();
    return format == PackedWeights.STEPS_S2
        ? facts.wide(facts.twoBitColumns().orElseThrow()).shape()
        : facts.shape();
  }

  int paddedDepth() {
    return Math.toIntExact(tile().paddedDepth(depth));
  }

  private int weight(int k, int n) {
    return k < depth && n < columns ? weights.applyAsInt(k, n) : 0;
  }

  int initial(int n) {
    return 1000 * n - 7;
  }

  /// `initial + sum` for one row of activations.
  int[] expected(byte[] activations, int row) {
    int[] sums = new int[columns];
    for (int n = 0; n < columns; n++) {
      sums[n] = initial(n);
      for (int k = 0; k < depth; k++) {
        int raw = activations[row * paddedDepth() + k];
        sums[n] += weight(k, n) * (family == IsaFamily.X86_64 ? raw & 0xff : raw);
      }
    }
    return sums;
  }

  private byte[] packed() {
    int panels = Math.toIntExact(tile().panels(columns));
    int nr = tile().columns();
    int ku = tile().depth();
    int fields = format.together();
    int bits = Byte.SIZE / fields;
    ByteBuffer out = ByteBuffer.allocate(panels * nr * paddedDepth() / fields);
    for (int panel = 0; panel < panels; panel++) {
      for (int step = 0; step < paddedDepth(); step += ku) {
        for (int n = 0; n < nr / fields; n++) {
          for (int k = step; k < step + ku; k++) {
            int sum = 0;
            for (int field = 0; field < fields; field++) {
              int more = field < fields - 1 ? 1 << (bits - 1) : 0;
              int weight = weight(k, panel * nr + n + field * nr / fields);
              sum += (weight + more) << (bits * field);
            }
            out.put((byte) sum);
          }
        }
      }
    }
    return out.array();
  }

  LoopProgram program() {
    int nr = tile().columns();
    int mr = tile().rows();
    int panels = Math.toIntExact(tile().panels(columns));
    byte[] packed = packed();
    ByteBuffer initial = ByteBuffer.allocate(4 * panels * nr).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < panels * nr; n++) {
      initial.putInt(initial(n));
    }
    Dim rows = Dim.symbol("m");
    ElemType code = family == IsaFamily.X86_64 ? ElemType.U8 : ElemType.S8;
    MemoryType memory = MemoryType.of(code);
    Buffer a = new Buffer("a", memory, rows.times(Dim.of(paddedDepth())), Space.ARGUMENT);
    Buffer c = new Buffer("c", MemoryType.I32, rows.times(Dim.of(columns)), Space.ARGUMENT);
    Buffer w = new Buffer("w", MemoryType.I8, Dim.of(packed.length), Space.CONSTANT);
    Buffer bias = new Buffer("bias", MemoryType.I32, Dim.of(panels * nr), Space.CONSTANT);
    Buffer acc = new Buffer("acc", MemoryType.I32, Dim.of(mr * nr), Space.SCRATCH);
    Index firstRow = Index.of(BLOCK).times(Dim.of(mr));
    Index left = Index.of(rows).minus(firstRow);
    Bound blockRows = Bound.min(Index.of(mr), left);
    List<Statement> body = new java.util.ArrayList<>();
    for (int p = 0; p < panels; p++) {
      Bound blockColumns = Bound.of(Dim.of(Math.min(nr, columns - p * nr)));
      body.add(
          new TileContract(
              acc,
              bias,
              Index.of(p * nr),
              a,
              firstRow.times(Dim.of(paddedDepth())),
              Dim.of(paddedDepth()),
              blockRows,
              blockColumns,
              w,
              Index.of((long) p * packed.length / panels),
              format,
              tile(),
              Dim.of(paddedDepth())));
      Index from = Index.of(ROW).times(Dim.of(nr)).plus(Index.of(COLUMN));
      Index to =
          firstRow
              .plus(Index.of(ROW))
              .times(Dim.of(columns))
              .plus(Index.of(COLUMN))
              .plus(Index.of(p * nr));
      Expression value = new Expression.Load(acc, Address.of(from), Optional.empty());
      Statement store = new Statement.Store(c, Address.of(to), value);
      Statement columnLoop = new Statement.For(COLUMN, blockColumns, 1, List.of(store));
      body.add(new Statement.For(ROW, blockRows, 1, List.of(columnLoop)));
    }
    Dim blocks = rows.plus(Dim.of(mr - 1)).floorDiv(mr);
    Stage stage = new Stage("product", "hand-written product", BLOCK, blocks, List.of(acc), body);
    return new LoopProgram(
        name,
        "0".repeat(64),
        List.of(new DimDeclaration("m", 0, 1000, 1)),
        List.of(
            argument(a, code, paddedDepth(), Argument.Direction.INPUT),
            argument(c, ElemType.S32, columns, Argument.Direction.OUTPUT)),
        List.of(
            new ConstantData(w, bytes(packed), "packed by a test"),
            new ConstantData(bias, words(initial.array()), "initial values")),
        new Workspace(List.of(), List.of()),
        List.of(stage),
        List.of());
  }

  private static Argument argument(
      Buffer buffer, ElemType elem, int width, Argument.Direction direction) {
    Shape shape = new Shape(List.of(Dim.symbol("m"), Dim.of(width)));
    return new Argument(buffer.name(), new TensorType(elem, shape), buffer, direction);
  }

  private static Tensor bytes(byte[] data) {
    return Tensor.ofBytes(new TensorType(ElemType.S8, Shape.of(data.length)), data);
  }

  private static Tensor words(byte[] data) {
    return Tensor.ofBytes(new TensorType(ElemType.S32, Shape.of(data.length / 4)), data);
  }
}
