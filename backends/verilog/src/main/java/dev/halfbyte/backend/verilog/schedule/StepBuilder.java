package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.NormForm;
import dev.halfbyte.backend.verilog.bind.SoftmaxForm;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns tasks into steps: phase by phase, chunk by chunk, task by task.
final class StepBuilder {
  /// B of numerics.md, section 8, with the flag WIDE.
  private static final int WIDE_ROOT_BITS = 16;

  private final Phases phases;
  private final AcceleratorConfig config;
  private final RowPlan plan;
  private final Images images;
  private final ProductSteps products;
  private final ReductionSteps reductions;

  /// @param tilesPerImage tiles of columns whose constants are loaded by one LOAD each
  /// @param packs the products whose weights are packed
  StepBuilder(Phases phases, RowPlan plan, Packs packs, int tilesPerImage, ConstantPool pool) {
    this.phases = phases;
    this.config = phases.config();
    this.plan = plan;
    this.images = new Images(config, pool, packs);
    this.products = new ProductSteps(config, plan, Folds.of(phases), packs, images, tilesPerImage);
    this.reductions = new ReductionSteps(config, plan, images);
  }

  /// Returns the work in an order in which it may be done piece after piece.
  List<Work> build() {
    List<Work> works = new ArrayList<>();
    for (int phase = 0; phase < phases.count(); phase++) {
      for (Chunk chunk : plan.chunks().get(phase)) {
        NormedRows normed = NormedRows.of(phases.tasks(phase));
        for (Phases.Job job : phases.jobs().get(phase)) {
          for (List<Step> steps : works(job, chunk, normed)) {
            works.add(new Work(steps.stream().map(step -> step.labelled(job.label())).toList()));
          }
        }
      }
    }
    return works;
  }

  private List<List<Step>> works(Phases.Job job, Chunk chunk, NormedRows normed) {
    return switch (job.task()) {
      case Task.Read read ->
          normed.parts(read, chunk).stream().map(part -> List.of(read(read, part))).toList();
      case Task.MatMul product -> product(product, job.index(), chunk, normed);
      case Task.Map map -> List.of(map(map, job.index(), chunk));
      case Task.Reduce reduce -> reductions.of(reduce, job.index(), chunk);
      case Task.Softmax softmax -> List.of(List.of(softmax(softmax, chunk)));
      case Task.Norm norm ->
          normed.parts(norm, chunk).stream()
              .map(part -> List.of(norm(norm, job.index(), part)))
              .toList();
      case Task.Write write -> List.of(List.of(write(write, chunk)));
      case Task.Spill spill -> List.of(List.of(spill(spill, chunk)));
      case Task.Fill fill -> List.of(List.of(fill(fill, chunk)));
    };
  }

  /// The first image of a product behind a norm and the last of one in front of it go through the
  /// parts of the chunk one by one, so that the norm works beside them.
  private List<List<Step>> product(Task.MatMul product, int index, Chunk chunk, NormedRows normed) {
    int count = products.images(product);
    int from = normed.isBehind(product) ? 1 : 0;
    int to = normed.isInFront(product) ? Math.max(from, count - 1) : count;
    List<List<Step>> works = new ArrayList<>();
    for (Chunk part : normed.parts(product, chunk)) {
      works.add(products.of(product, index, part, 0, from));
    }
    works.add(products.of(product, index, chunk, from, to));
    for (Chunk part : normed.parts(product, chunk)) {
      works.add(products.of(product, index, part, to, count));
    }
    works.removeIf(List::isEmpty);
    return works;
  }

  private Step read(Task.Read read, Chunk chunk) {
    Matrix target = read.target();
    Rows rows = Rows.of(chunk, target.rows(), config);
    int bits = target.home() == Memory.ACT ? config.actBits() : Short.SIZE;
    StreamIn segment =
        new StreamIn.Input(read.input().name(), rows.first(), rows.count(), bits, read.quantizer());
    int base = plan.base(target, chunk);
    int count = rows.blocks(config) * target.rowBlockWords();
    return Step.load(segment, (_, waits) -> new Command.Load(target.home(), base, count, waits));
  }

  /// A spilled matrix has its words as in memory, padding included.
  private Step spill(Task.Spill spill, Chunk chunk) {
    Matrix source = spill.source();
    int base = plan.base(source, chunk);
    Optional<DramSpan> span = Optional.of(stretch(source, chunk, spill.first()));
    int count = words(source, chunk);
    return Step.compute(
        Map.of(), (_, waits) -> new Command.Store(source.home(), base, count, false, span, waits));
  }

  private Step fill(Task.Fill fill, Chunk chunk) {
    Matrix target = fill.target();
    int base = plan.base(target, chunk);
    Optional<DramSpan> span = Optional.of(stretch(target, chunk, fill.first()));
    int count = words(target, chunk);
    return Step.compute(
        Map.of(), (_, waits) -> new Command.Load(target.home(), base, count, span, waits));
  }

  private int words(Matrix matrix, Chunk chunk) {
    return Rows.of(chunk, matrix.rows(), config).blocks(config) * matrix.rowBlockWords();
  }

  private DramSpan stretch(Matrix matrix, Chunk chunk, int first) {
    int beats = matrix.home().beatsPerWord(config);
    int before = chunk.firstBlock() * matrix.rowBlockWords() * beats;
    return new DramSpan(first + before, words(matrix, chunk) * beats);
  }

  /// One command, or one per row block where source, target and residual are padded differently.
  private List<Step> map(Task.Map task, int index, Chunk chunk) {
    Matrix source = task.source();
    Rows rows = Rows.of(chunk, source.rows(), config);
    Map<Memory, ConstantImage> constants = images.elementwise(task.requantization(), index);
    int stride = source.rowBlockWords();
    boolean aligned =
        task.target().rowBlockWords() == stride
            && task.requantization().residual().stream()
                .allMatch(r -> r.matrix().rowBlockWords() == stride);
    if (aligned) {
      return List.of(mapStep(task, constants, chunk, 0, rows.blocks(config) * stride));
    }
    List<Step> steps = new ArrayList<>();
    int tight =
        (source.groups() - 1) * source.groupWords() + Math.ceilDiv(source.cols(), config.lanes());
    for (int block = 0; block < rows.blocks(config); block++) {
      steps.add(mapStep(task, constants, chunk, block, tight));
    }
    return steps;
  }

  private Step mapStep(
      Task.Map task, Map<Memory, ConstantImage> constants, Chunk chunk, int block, int count) {
    Matrix source = task.source();
    return Step.compute(
        constants,
        (bases, waits) ->
            new Command.Elementwise(
                source.home(),
                plan.base(source, chunk) + block * source.rowBlockWords(),
                source.storage().signed(),
                Epilogues.base(bases, Memory.PAR),
                count,
                mapEpilogue(task, chunk, block, bases),
                waits));
  }

  /// The epilogue of row block `block` of an elementwise task, whose residual has no stride.
  private Epilogue mapEpilogue(Task.Map task, Chunk chunk, int block, Map<Memory, Integer> bases) {
    Matrix target = task.target();
    int residual = task.requantization().residual().map(r -> r.matrix().rowBlockWords()).orElse(0);
    return new Epilogues(plan)
        .of(
            task.requantization(),
            Destination.rowsIn(target.home()),
            plan.base(target, chunk) + block * target.rowBlockWords(),
            chunk,
            block * residual,
            0,
            bases);
  }

  private Step softmax(Task.Softmax task, Chunk chunk) {
    Rows rows = Rows.of(chunk, task.source().rows(), config);
    Optional<Integer> first =
        task.presentInFirst().isPresent()
            ? Optional.of(task.presentInFirst().getAsInt() + rows.first())
            : Optional.empty();
    Optional<Command.Softmax.Late> late =
        switch (task.form()) {
          case SoftmaxForm.Early _ -> Optional.empty();
          case SoftmaxForm.Late(int ratio, int drop, int offset, var factors) ->
              Optional.of(new Command.Softmax.Late(plan.base(factors, chunk), ratio, drop, offset));
        };
    int count = task.source().cols();
    return Step.compute(
        images.softmax(task),
        (_, waits) ->
            new Command.Softmax(
                span(task.source(), chunk, rows),
                count,
                first.map(present -> Math.min(present, count)),
                Math.ceilDiv(count, config.lanes()),
                span(task.target(), chunk, rows),
                task.zeroCode(),
                late,
                waits));
  }

  private Step norm(Task.Norm task, int index, Chunk chunk) {
    Rows rows = Rows.of(chunk, task.source().rows(), config);
    NormForm form = task.form();
    Command.Norm.Form constants =
        new Command.Norm.Form(
            form.kind() == NormForm.Kind.RMS,
            form.rootBits() == WIDE_ROOT_BITS,
            form.fractionBits(),
            form.guard(),
            form.shift(),
            task.clamp().zero(),
            task.clamp().lo(),
            task.clamp().hi());
    return Step.compute(
        images.norm(task, index),
        (bases, waits) ->
            new Command.Norm(
                span(task.source(), chunk, rows),
                task.source().width(),
                constants,
                Epilogues.base(bases, Memory.GAIN),
                span(task.target(), chunk, rows),
                waits));
  }

  private Command.RowSpan span(Matrix matrix, Chunk chunk, Rows rows) {
    return new Command.RowSpan(plan.base(matrix, chunk), matrix.rowBlockWords(), rows.count());
  }

  /// One STORE, which leaves out what pads the row blocks.
  private Step write(Task.Write write, Chunk chunk) {
    Matrix source = write.source();
    Rows rows = Rows.of(chunk, source.rows(), config);
    MatrixLayout layout = MatrixLayout.streamed(config, rows.count(), source.width());
    Command.RowSpan blocks =
        new Command.RowSpan(plan.base(source, chunk), source.rowBlockWords(), layout.blocks());
    return Step.store(
        new StreamOut(write.output().name(), rows.first(), rows.count()),
        (_, waits) -> new Command.Store(source.home(), blocks, layout.blockWords(), false, waits));
  }
}
