package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Clamp;
import dev.halfbyte.backend.verilog.bind.LookupTable;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Turns tasks into steps: chunk by chunk, task by task, column block by column block.
final class StepBuilder {
  private final TaskGraph graph;
  private final AcceleratorConfig config;
  private final RowPlan plan;
  private final int columnBlocksPerImage;
  private final ConstantPool pool;
  private final ConstantWords words;
  private final Map<String, ConstantImage> images = new HashMap<>();
  private final Map<LookupTable, ConstantImage> tables = new HashMap<>();
  private final Map<Decoding, ConstantImage> decodes = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /// @param columnBlocksPerImage column blocks whose constants are loaded by one LOAD each
  StepBuilder(
      TaskGraph graph,
      AcceleratorConfig config,
      RowPlan plan,
      int columnBlocksPerImage,
      ConstantPool pool) {
    this.graph = graph;
    this.config = config;
    this.plan = plan;
    this.columnBlocksPerImage = columnBlocksPerImage;
    this.pool = pool;
    this.words = new ConstantWords(config);
  }

  List<Step> build() {
    for (int chunk = 0; chunk < plan.chunks(); chunk++) {
      for (int task = 0; task < graph.tasks().size(); task++) {
        boolean last = chunk + 1 == plan.chunks() && task + 1 == graph.tasks().size();
        step(graph.tasks().get(task), task, chunk, last);
      }
    }
    return List.copyOf(steps);
  }

  /// Row blocks of one chunk of a matrix.
  ///
  /// @param chunk its number
  /// @param first first row of the chunk
  /// @param rows rows of the chunk
  /// @param blocks row blocks of the chunk
  private record Rows(int chunk, int first, int rows, int blocks) {}

  private Rows rows(Matrix matrix, int chunk) {
    int first = chunk * plan.blocksPerChunk() * config.rows();
    int rows = Math.min(matrix.rows() - first, plan.blocksPerChunk() * config.rows());
    return new Rows(chunk, first, rows, Math.ceilDiv(rows, config.rows()));
  }

  private void step(Task task, int index, int chunk, boolean lastTask) {
    switch (task) {
      case Task.Read read -> read(read, rows(read.target(), chunk));
      case Task.MatMul product -> product(product, index, rows(product.target(), chunk));
      case Task.Map map -> map(map, index, rows(map.target(), chunk));
      case Task.Write write -> write(write, rows(write.source(), chunk), lastTask);
    }
  }

  private void read(Task.Read read, Rows rows) {
    Matrix target = read.target();
    int bits = target.home() == Memory.ACT ? config.actBits() : Short.SIZE;
    StreamIn segment =
        new StreamIn.Input(read.input().name(), rows.first(), rows.rows(), bits, read.quantizer());
    int base = plan.base(target, rows.chunk());
    int count = rows.blocks() * target.rowBlockWords();
    steps.add(
        Step.load(segment, (_, waits) -> new Command.Load(target.home(), base, count, waits)));
  }

  private void product(Task.MatMul task, int index, Rows rows) {
    int columnBlocks = Math.ceilDiv(task.target().cols(), config.cols());
    for (int first = 0; first < columnBlocks; first += columnBlocksPerImage) {
      int count = Math.min(columnBlocksPerImage, columnBlocks - first);
      Map<Memory, ConstantImage> constants = constants(task, index, first, count);
      switch (config.arrayKind()) {
        case MULTIPLY, DECODE, SHIFT -> {
          for (int block = 0; block < count; block++) {
            columnBlocks(task, rows, constants, first, block, 1);
          }
        }
        case ROW -> columnBlocks(task, rows, constants, first, 0, count);
      }
    }
  }

  private Map<Memory, ConstantImage> constants(Task.MatMul task, int index, int first, int count) {
    int kWords = kWords(task.source());
    Map<Memory, ConstantImage> constants = new EnumMap<>(Memory.class);
    constants.put(
        Memory.WGT,
        image(
            "w%d_%d".formatted(index, first),
            Memory.WGT,
            count * kWords,
            () -> words.weights(task.weights(), first, count, kWords)));
    constants.put(
        Memory.PAR,
        image(
            "p%d_%d".formatted(index, first),
            Memory.PAR,
            count * config.drainWords(),
            () -> words.columns(task.requantization(), first, count)));
    task.requantization().table().ifPresent(t -> constants.put(Memory.TABLE, table(t)));
    task.decode().ifPresent(t -> constants.put(Memory.DECODE, decode(t)));
    return constants;
  }

  /// Column blocks whose constants stand from `inImage` on in the image that begins with block
  /// `first`.
  private void columnBlocks(
      Task.MatMul task,
      Rows rows,
      Map<Memory, ConstantImage> constants,
      int first,
      int inImage,
      int count) {
    Matrix source = task.source();
    int kWords = kWords(source);
    int drained = (first + inImage) * config.drainWords();
    steps.add(
        Step.compute(
            constants,
            (bases, waits) ->
                new Command.Gemm(
                    new Command.Gemm.Rows(
                        plan.base(source, rows.chunk()),
                        source.rowBlockWords(),
                        rows.blocks(),
                        source.storage().signed(),
                        task.decode().isPresent()),
                    new Command.Gemm.Tiles(
                        base(bases, Memory.WGT) + inImage * kWords, kWords, count, 0),
                    kWords,
                    base(bases, Memory.PAR) + inImage * config.drainWords(),
                    Optional.empty(),
                    Command.Gemm.Output.rows(task.target().rowBlockWords()),
                    productEpilogue(task, rows.chunk(), drained, bases),
                    waits)));
  }

  /// A block engine goes through the padding of a row as well, whose weights are zero.
  private int kWords(Matrix source) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE, SHIFT -> source.rowBlockWords();
      case ROW -> Math.ceilDiv(source.cols(), config.lanes());
    };
  }

  /// One command, or one per row block where source, target and residual are padded differently.
  private void map(Task.Map task, int index, Rows rows) {
    Matrix source = task.source();
    Map<Memory, ConstantImage> constants = new EnumMap<>(Memory.class);
    constants.put(
        Memory.PAR, image("p" + index, Memory.PAR, 1, () -> words.scalar(task.requantization())));
    task.requantization().table().ifPresent(t -> constants.put(Memory.TABLE, table(t)));
    int stride = source.rowBlockWords();
    boolean aligned =
        task.target().rowBlockWords() == stride
            && task.requantization().residual().stream()
                .allMatch(r -> r.matrix().rowBlockWords() == stride);
    if (aligned) {
      steps.add(mapStep(task, constants, rows.chunk(), 0, rows.blocks() * stride));
    } else {
      int tight = Math.ceilDiv(source.cols(), config.lanes());
      for (int block = 0; block < rows.blocks(); block++) {
        steps.add(mapStep(task, constants, rows.chunk(), block, tight));
      }
    }
  }

  private Step mapStep(
      Task.Map task, Map<Memory, ConstantImage> constants, int chunk, int block, int count) {
    Matrix source = task.source();
    return Step.compute(
        constants,
        (bases, waits) ->
            new Command.Elementwise(
                source.home(),
                plan.base(source, chunk) + block * source.rowBlockWords(),
                source.storage().signed(),
                base(bases, Memory.PAR),
                count,
                mapEpilogue(task, chunk, block, bases),
                waits));
  }

  /// The epilogue of row block `block` of an elementwise task, whose residual has no stride.
  private Epilogue mapEpilogue(Task.Map task, int chunk, int block, Map<Memory, Integer> bases) {
    Matrix target = task.target();
    Optional<Epilogue.Residual> residual =
        task.requantization()
            .residual()
            .map(r -> residual(r, chunk, block * r.matrix().rowBlockWords(), 0));
    int output = plan.base(target, chunk) + block * target.rowBlockWords();
    return epilogue(task.requantization(), residual, target.home(), output, bases);
  }

  /// The epilogue of the column block that starts `offset` words into each row.
  private Epilogue productEpilogue(
      Task.MatMul task, int chunk, int offset, Map<Memory, Integer> bases) {
    Matrix target = task.target();
    Optional<Epilogue.Residual> residual =
        task.requantization()
            .residual()
            .map(r -> residual(r, chunk, offset, r.matrix().rowBlockWords()));
    int output = plan.base(target, chunk) + offset;
    return epilogue(task.requantization(), residual, target.home(), output, bases);
  }

  private Epilogue.Residual residual(
      Requantization.Residual residual, int chunk, int offset, int stride) {
    return new Epilogue.Residual(
        plan.base(residual.matrix(), chunk) + offset,
        stride,
        residual.multiplier(),
        residual.zero());
  }

  private static Epilogue epilogue(
      Requantization requantization,
      Optional<Epilogue.Residual> residual,
      Memory home,
      int output,
      Map<Memory, Integer> bases) {
    Optional<Epilogue.Table> table =
        requantization
            .table()
            .map(t ->
                new Epilogue.Table(base(bases, Memory.TABLE) / Memory.TABLE_WORDS, t.signed()));
    Clamp clamp = requantization.clamp();
    return new Epilogue(
        Destination.rowsIn(home), output, clamp.zero(), clamp.lo(), clamp.hi(), residual, table);
  }

  /// One STORE, or one per row block where padding has to be left out.
  private void write(Task.Write write, Rows rows, boolean lastTask) {
    Matrix source = write.source();
    int tight = MatrixLayout.rows(config, source.home(), 1, source.cols()).blockWords();
    if (tight == source.rowBlockWords()) {
      steps.add(store(write, rows, 0, rows.blocks() * tight, lastTask));
      return;
    }
    for (int block = 0; block < rows.blocks(); block++) {
      int done = block * config.rows();
      Rows one =
          new Rows(
              rows.chunk(), rows.first() + done, Math.min(config.rows(), rows.rows() - done), 1);
      steps.add(store(write, one, block, tight, lastTask && block + 1 == rows.blocks()));
    }
  }

  private Step store(Task.Write write, Rows rows, int block, int count, boolean last) {
    Matrix source = write.source();
    int base = plan.base(source, rows.chunk()) + block * source.rowBlockWords();
    return Step.store(
        new StreamOut(write.output().name(), rows.first(), rows.rows()),
        (_, waits) -> new Command.Store(source.home(), base, count, last, waits));
  }

  private ConstantImage table(LookupTable table) {
    return tables.computeIfAbsent(
        table,
        t -> pool.add("t" + tables.size(), Memory.TABLE, Memory.TABLE_WORDS, words.table(t)));
  }

  private ConstantImage decode(Decoding table) {
    return decodes.computeIfAbsent(
        table, t -> pool.add("d" + decodes.size(), Memory.DECODE, 1, words.decode(t)));
  }

  private ConstantImage image(String name, Memory memory, int count, Supplier<byte[]> content) {
    return images.computeIfAbsent(name, n -> pool.add(n, memory, count, content.get()));
  }

  private static int base(Map<Memory, Integer> bases, Memory memory) {
    Integer base = bases.get(memory);
    if (base == null) {
      throw new CompilerBug("no constants in " + memory);
    }
    return base;
  }
}
