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
import dev.halfbyte.source.CompilerBug;
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
        NormedRows normed = NormedRows.of(phases, phase);
        for (int i = 0; i < phases.jobs().get(phase).size(); i++) {
          Phases.Job job = phases.jobs().get(phase).get(i);
          for (List<Step> steps : works(job, chunk, phases.origin(phase, i), normed)) {
            works.add(new Work(steps.stream().map(step -> step.labelled(job.label())).toList()));
          }
        }
      }
    }
    return works;
  }

  /// @param origin row blocks of the phase in front of the first of the task
  private List<List<Step>> works(Phases.Job job, Chunk chunk, int origin, NormedRows normed) {
    if (job.task() instanceof Task.MatMul product) {
      return product(product, job.index(), chunk, origin, normed);
    }
    boolean parts = job.task() instanceof Task.Read || job.task() instanceof Task.Norm;
    List<Chunk> chunks = parts ? normed.parts(job.task(), chunk) : List.of(chunk);
    return chunks.stream()
        .map(part -> Rows.of(part, Phases.rows(job.task()), origin, config))
        .filter(rows -> rows.count() > 0)
        .flatMap(rows -> works(job, rows).stream())
        .toList();
  }

  private List<List<Step>> works(Phases.Job job, Rows rows) {
    return job.task() instanceof Task.Reduce reduce
        ? reductions.of(reduce, job.index(), rows)
        : List.of(steps(job, rows));
  }

  private List<Step> steps(Phases.Job job, Rows rows) {
    return switch (job.task()) {
      case Task.Read read -> List.of(read(read, rows));
      case Task.MatMul product -> throw new CompilerBug("no product of its own: " + product);
      case Task.Reduce reduce -> throw new CompilerBug("no reduction of its own: " + reduce);
      case Task.Map map -> map(map, job.index(), rows);
      case Task.Softmax softmax -> List.of(softmax(softmax, rows));
      case Task.Norm norm -> List.of(norm(norm, job.index(), rows));
      case Task.Write write -> List.of(write(write, rows));
      case Task.Spill spill -> List.of(spill(spill, rows));
      case Task.Fill fill -> List.of(fill(fill, rows));
    };
  }

  /// The first image of a product behind a norm and the last of one in front of it go through the
  /// parts of the chunk one by one, so that the norm works beside them.
  private List<List<Step>> product(
      Task.MatMul product, int index, Chunk chunk, int origin, NormedRows normed) {
    int count = products.images(product);
    int from = normed.isBehind(product) ? 1 : 0;
    int to = normed.isInFront(product) ? Math.max(from, count - 1) : count;
    List<List<Step>> works = new ArrayList<>();
    for (Chunk part : normed.parts(product, chunk)) {
      works.add(products.of(product, index, part, origin, 0, from));
    }
    works.add(products.of(product, index, chunk, origin, from, to));
    for (Chunk part : normed.parts(product, chunk)) {
      works.add(products.of(product, index, part, origin, to, count));
    }
    works.removeIf(List::isEmpty);
    return works;
  }

  private Step read(Task.Read read, Rows rows) {
    Matrix target = read.target();
    int bits = target.home() == Memory.ACT ? config.actBits() : Short.SIZE;
    StreamIn segment =
        new StreamIn.Input(
            read.input().name(),
            read.firstRow() + rows.first(),
            rows.count(),
            bits,
            read.quantizer());
    int base = plan.base(target, rows, config);
    int count = rows.blocks(config) * target.rowBlockWords();
    return Step.load(segment, (_, waits) -> new Command.Load(target.home(), base, count, waits));
  }

  /// A spilled matrix has its words as in memory, padding included.
  private Step spill(Task.Spill spill, Rows rows) {
    Matrix source = spill.source();
    int base = plan.base(source, rows, config);
    Optional<DramSpan> span = Optional.of(stretch(source, rows, spill.first()));
    int count = words(source, rows);
    return Step.compute(
        Map.of(), (_, waits) -> new Command.Store(source.home(), base, count, false, span, waits));
  }

  private Step fill(Task.Fill fill, Rows rows) {
    Matrix target = fill.target();
    int base = plan.base(target, rows, config);
    Optional<DramSpan> span = Optional.of(stretch(target, rows, fill.first()));
    int count = words(target, rows);
    return Step.compute(
        Map.of(), (_, waits) -> new Command.Load(target.home(), base, count, span, waits));
  }

  private int words(Matrix matrix, Rows rows) {
    return rows.blocks(config) * matrix.rowBlockWords();
  }

  private DramSpan stretch(Matrix matrix, Rows rows, int first) {
    int beats = matrix.home().beatsPerWord(config);
    int before = rows.firstBlock(config) * matrix.rowBlockWords() * beats;
    return new DramSpan(first + before, words(matrix, rows) * beats);
  }

  /// One command, or one per row block where source, target and residual are padded differently.
  private List<Step> map(Task.Map task, int index, Rows rows) {
    Matrix source = task.source();
    Map<Memory, ConstantImage> constants = images.elementwise(task.requantization(), index);
    int stride = source.rowBlockWords();
    boolean aligned =
        task.target().rowBlockWords() == stride
            && task.requantization().residual().stream()
                .allMatch(r -> r.matrix().rowBlockWords() == stride);
    if (aligned) {
      return List.of(mapStep(task, constants, rows, 0, rows.blocks(config) * stride));
    }
    List<Step> steps = new ArrayList<>();
    int tight =
        (source.groups() - 1) * source.groupWords() + Math.ceilDiv(source.cols(), config.lanes());
    for (int block = 0; block < rows.blocks(config); block++) {
      steps.add(mapStep(task, constants, rows, block, tight));
    }
    return steps;
  }

  private Step mapStep(
      Task.Map task, Map<Memory, ConstantImage> constants, Rows rows, int block, int count) {
    Matrix source = task.source();
    return Step.compute(
        constants,
        (bases, waits) ->
            new Command.Elementwise(
                source.home(),
                plan.base(source, rows, config) + block * source.rowBlockWords(),
                source.storage().signed(),
                Epilogues.base(bases, Memory.PAR),
                count,
                mapEpilogue(task, rows, block, bases),
                waits));
  }

  /// The epilogue of row block `block` of an elementwise task, whose residual has no stride.
  private Epilogue mapEpilogue(Task.Map task, Rows rows, int block, Map<Memory, Integer> bases) {
    Matrix target = task.target();
    int residual = task.requantization().residual().map(r -> r.matrix().rowBlockWords()).orElse(0);
    return new Epilogues(plan, config)
        .of(
            task.requantization(),
            Destination.rowsIn(target.home()),
            plan.base(target, rows, config) + block * target.rowBlockWords(),
            rows,
            block * residual,
            0,
            bases);
  }

  private Step softmax(Task.Softmax task, Rows rows) {
    Optional<Integer> first =
        task.presentInFirst().isPresent()
            ? Optional.of(task.presentInFirst().getAsInt() + rows.first())
            : Optional.empty();
    Optional<Command.Softmax.Late> late =
        switch (task.form()) {
          case SoftmaxForm.Early _ -> Optional.empty();
          case SoftmaxForm.Late(int ratio, int drop, int offset, var factors) ->
              Optional.of(
                  new Command.Softmax.Late(plan.base(factors, rows, config), ratio, drop, offset));
        };
    int count = task.source().cols();
    return Step.compute(
        images.softmax(task),
        (_, waits) ->
            new Command.Softmax(
                span(task.source(), rows),
                count,
                first.map(present -> Math.min(present, count)),
                Math.ceilDiv(count, config.lanes()),
                span(task.target(), rows),
                task.zeroCode(),
                late,
                waits));
  }

  private Step norm(Task.Norm task, int index, Rows rows) {
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
                span(task.source(), rows),
                task.source().width(),
                constants,
                Epilogues.base(bases, Memory.GAIN),
                span(task.target(), rows),
                waits));
  }

  private Command.RowSpan span(Matrix matrix, Rows rows) {
    return new Command.RowSpan(
        plan.base(matrix, rows, config), matrix.rowBlockWords(), rows.count());
  }

  /// One STORE, which leaves out what pads the row blocks.
  private Step write(Task.Write write, Rows rows) {
    Matrix source = write.source();
    MatrixLayout layout = MatrixLayout.streamed(config, rows.count(), source.width());
    Command.RowSpan blocks =
        new Command.RowSpan(
            plan.base(source, rows, config), source.rowBlockWords(), layout.blocks());
    return Step.store(
        new StreamOut(write.output().name(), rows.first(), rows.count()),
        (_, waits) -> new Command.Store(source.home(), blocks, layout.blockWords(), false, waits));
  }
}
