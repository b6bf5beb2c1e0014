package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.IssueOrder;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DmaTiming;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.IssueClock;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts steps into issue order, loads constants one image ahead of their use, or more where that
/// delays nothing, and adds the waits that hazards ask for.
final class Assembler {
  /// Memories beside wgt with constants.
  private static final List<Memory> LOADED =
      List.of(Memory.DECODE, Memory.TABLE, Memory.EXP, Memory.GAIN, Memory.PAR, Memory.INDEX);

  /// Memories whose LOADs need not wait for a reader of other words to end.
  private static final List<Memory> PREFETCHED =
      List.of(Memory.TABLE, Memory.PAR, Memory.INDEX, Memory.WGT);

  /// Steps behind a step whose constants may be loaded before it.
  private static final int LOOKAHEAD = 64;

  private final AcceleratorConfig config;
  private final IssueOrder order;
  private final IssueClock clock;
  private final Timing timing;
  private final Merge merge;
  private final Map<Memory, ImageCache> caches = new EnumMap<>(Memory.class);
  private final List<Command> commands = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<Integer> digits = new ArrayList<>();
  private final List<StreamIn> streamIn = new ArrayList<>();
  private final List<StreamOut> streamOut = new ArrayList<>();
  private long now = Timing.FIRST_ISSUE;

  /// Where each image begins in the DRAM, by name.
  private final Map<String, Integer> offsets = new LinkedHashMap<>();

  private int constantBytes;

  /// @param constantWords words of wgt that computed weights leave
  Assembler(AcceleratorConfig config, int constantWords) {
    this.config = config;
    this.order = new IssueOrder(config);
    this.clock = new IssueClock(config);
    this.timing = new Timing(config);
    this.merge = new Merge(config);
    for (Memory memory : LOADED) {
      caches.put(memory, new ImageCache(memory.depth(config)));
    }
    caches.put(Memory.WGT, new ImageCache(constantWords));
  }

  /// The parts of a command program that depend on order.
  ///
  /// @param constants names of the images in the order of their first use, as they stand in the
  ///   file
  /// @param digits of a code, of each command, as in [Step]
  record Assembled(
      List<String> constants,
      List<Command> commands,
      List<StreamIn> streamIn,
      List<StreamOut> streamOut,
      List<String> labels,
      List<Integer> digits) {}

  Assembled assemble(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Map<Memory, Integer> bases = new EnumMap<>(Memory.class);
      step.constants()
          .forEach((memory, image) -> bases.put(memory, ensure(memory, image, step.label())));
      if (step.constants().containsKey(Memory.GAIN)) {
        gains(steps.subList(i, steps.size()));
      }
      append(step, bases);
      if (step.in().isEmpty()) {
        for (Memory memory : PREFETCHED) {
          prefetch(steps, i, memory);
        }
        if (i + 1 < steps.size()) {
          loadAhead(steps, i);
        }
      }
    }
    markLast();
    commands.replaceAll(this::placed);
    commands.add(new Command.End());
    labels.add("");
    digits.add(1);
    return new Assembled(constants(), commands, streamIn, streamOut, labels, digits);
  }

  /// Loads the parameters of later norms as well, as far as there is room: a LOAD of such
  /// parameters has to wait for the norm unit.
  private void gains(List<Step> steps) {
    for (Step step : steps) {
      Optional<ConstantImage> image = Optional.ofNullable(step.constants().get(Memory.GAIN));
      if (image.isPresent()) {
        if (!cache(Memory.GAIN).hasRoom(image.get())) {
          return;
        }
        ensure(Memory.GAIN, image.get(), step.label());
      }
    }
  }

  /// The last STORE ends the out stream.
  private void markLast() {
    for (int i = commands.size() - 1; i >= 0; i--) {
      if (commands.get(i) instanceof Command.Store store && store.dram().isEmpty()) {
        commands.set(
            i, new Command.Store(store.source(), store.rows(), store.words(), true, store.waits()));
        return;
      }
    }
  }

  private void append(Step step, Map<Memory, Integer> bases) {
    Command free = step.maker().make(bases, Set.of());
    Set<Unit> waits = order.unordered(free);
    Command command = waits.isEmpty() ? free : step.maker().make(bases, waits);
    // Products that are joined take as long as one behind the other.
    now = Math.max(now, clock.release(command));
    clock.issue(command, timing.cost(command, step.digits()), now);
    now++;
    Optional<Command> merged =
        commands.isEmpty() ? Optional.empty() : merge.of(commands.getLast(), command);
    if (merged.isPresent() && labels.getLast().equals(step.label())) {
      commands.set(commands.size() - 1, merged.get());
      order.extend(merged.get());
      return;
    }
    order.issue(command);
    commands.add(command);
    labels.add(step.label());
    digits.add(step.digits());
    step.in().ifPresent(streamIn::add);
    step.out().ifPresent(streamOut::add);
  }

  /// Returns the first word of an image, which is loaded if it is not present.
  ///
  /// @param label the op that needs it
  private int ensure(Memory memory, ConstantImage image, String label) {
    ImageCache cache = cache(memory);
    Optional<Integer> present = cache.find(image);
    if (present.isPresent()) {
      return present.get();
    }
    int base = cache.place(image);
    append(load(memory, image, base, label), Map.of());
    return base;
  }

  /// A DRAM holds the file of the constants from address 0 on.
  private Step load(Memory memory, ConstantImage image, int base, String label) {
    if (!config.hasDram()) {
      return Step.load(
              new StreamIn.Constant(image.name()),
              (_, waits) -> new Command.Load(memory, base, image.words(), waits))
          .labelled(label);
    }
    Optional<DramSpan> span =
        Optional.of(
            new DramSpan(
                offset(image) / DmaTiming.BEAT_BYTES, image.bytes() / DmaTiming.BEAT_BYTES));
    return Step.compute(
            Map.of(), (_, waits) -> new Command.Load(memory, base, image.words(), span, waits))
        .labelled(label);
  }

  /// Returns the names of the images in the order of the file.
  private List<String> constants() {
    if (config.hasDram()) {
      return List.copyOf(offsets.keySet());
    }
    return streamIn.stream()
        .filter(StreamIn.Constant.class::isInstance)
        .map(segment -> ((StreamIn.Constant) segment).image())
        .distinct()
        .toList();
  }

  /// Moves spilled words behind the constants.
  private Command placed(Command command) {
    Optional<DramSpan> spilled = command.dram().filter(span -> span.first() >= Spills.ORIGIN);
    if (spilled.isEmpty()) {
      return command;
    }
    int first = spilled.get().first() - Spills.ORIGIN + constantBytes / DmaTiming.BEAT_BYTES;
    Optional<DramSpan> span = Optional.of(new DramSpan(first, spilled.get().beats()));
    return switch (command) {
      case Command.Load load ->
          new Command.Load(load.target(), load.base(), load.words(), span, load.waits());
      case Command.Store store ->
          new Command.Store(
              store.source(), store.rows(), store.words(), false, span, store.waits());
      case Command.End _,
          Command.Gemm _,
          Command.Elementwise _,
          Command.Softmax _,
          Command.Norm _ ->
          command;
    };
  }

  /// Returns where an image begins in the file, which its first use decides.
  private int offset(ConstantImage image) {
    Optional<Integer> known = Optional.ofNullable(offsets.get(image.name()));
    if (known.isPresent()) {
      return known.get();
    }
    int offset = constantBytes;
    offsets.put(image.name(), offset);
    constantBytes += image.bytes();
    return offset;
  }

  /// Loads the next image that `memory` needs after step `current`, unless that would displace an
  /// image which is used before.
  private void prefetch(List<Step> steps, int current, Memory memory) {
    Optional<ConstantImage> inUse = Optional.ofNullable(steps.get(current).constants().get(memory));
    for (int i = current + 1; i < steps.size(); i++) {
      Optional<ConstantImage> next = Optional.ofNullable(steps.get(i).constants().get(memory));
      if (next.isEmpty()) {
        continue;
      }
      if (!next.equals(inUse)) {
        boolean stillNeeded =
            inUse.isPresent() && usedBetween(steps, current, i, memory, inUse.get());
        boolean displaces = inUse.filter(image -> displaces(memory, next.get(), image)).isPresent();
        if (!(stillNeeded && displaces)) {
          ensure(memory, next.get(), steps.get(i).label());
        }
        return;
      }
    }
  }

  /// A constant image that a step needs and its memory does not hold.
  private record Missing(Memory memory, ConstantImage image, String label) {}

  /// Loads constants that are needed later, in the order of their use, as long as the next step has
  /// to wait longer than these LOADs.
  private void loadAhead(List<Step> steps, int current) {
    Optional<Long> next = release(steps.get(current + 1));
    Optional<Missing> missing = next.isPresent() ? missing(steps, current) : Optional.empty();
    while (missing.isPresent()) {
      Memory memory = missing.get().memory();
      ConstantImage image = missing.get().image();
      Step load = load(memory, image, cache(memory).start(image), missing.get().label());
      if (release(load).orElseThrow() >= next.get()) {
        return;
      }
      cache(memory).place(image);
      append(load, Map.of());
      missing = missing(steps, current);
    }
  }

  /// Returns when a step can issue, if its constants are there.
  private Optional<Long> release(Step step) {
    Map<Memory, Integer> bases = new EnumMap<>(Memory.class);
    step.constants()
        .forEach((memory, image) ->
            cache(memory).find(image).ifPresent(base -> bases.put(memory, base)));
    if (bases.size() < step.constants().size()) {
      return Optional.empty();
    }
    Set<Unit> waits = order.unordered(step.maker().make(bases, Set.of()));
    return Optional.of(Math.max(now, clock.release(step.maker().make(bases, waits))));
  }

  /// Returns the next image that is not there, if there is room for it among those that are used
  /// before.
  private Optional<Missing> missing(List<Step> steps, int current) {
    Set<ConstantImage> before = new LinkedHashSet<>();
    for (Step step : steps.subList(current, Math.min(steps.size(), current + LOOKAHEAD))) {
      for (Memory memory : PREFETCHED) {
        Optional<ConstantImage> image = Optional.ofNullable(step.constants().get(memory));
        if (image.isPresent() && cache(memory).find(image.get()).isEmpty()) {
          boolean room =
              before.stream().noneMatch(other -> cache(memory).displaces(image.get(), other));
          return room
              ? Optional.of(new Missing(memory, image.get(), step.label()))
              : Optional.empty();
        }
        image.ifPresent(before::add);
      }
    }
    return Optional.empty();
  }

  private boolean displaces(Memory memory, ConstantImage next, ConstantImage image) {
    return cache(memory).find(next).isEmpty() && cache(memory).displaces(next, image);
  }

  private static boolean usedBetween(
      List<Step> steps, int current, int end, Memory memory, ConstantImage image) {
    return steps.subList(current + 1, end).stream()
        .anyMatch(step -> image.equals(step.constants().get(memory)));
  }

  private ImageCache cache(Memory memory) {
    return Optional.ofNullable(caches.get(memory)).orElseThrow();
  }
}
