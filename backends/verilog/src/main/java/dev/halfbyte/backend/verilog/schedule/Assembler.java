package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.IssueOrder;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DmaTiming;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts steps into issue order, loads constants one image ahead of their use, and adds the waits
/// that hazards ask for.
final class Assembler {
  /// Memories beside wgt with constants.
  private static final List<Memory> LOADED =
      List.of(Memory.DECODE, Memory.TABLE, Memory.EXP, Memory.GAIN, Memory.PAR);

  /// Memories whose LOADs need not wait for a reader of other words to end.
  private static final List<Memory> PREFETCHED = List.of(Memory.TABLE, Memory.PAR, Memory.WGT);

  private final AcceleratorConfig config;
  private final IssueOrder order;
  private final Merge merge;
  private final Map<Memory, ImageCache> caches = new EnumMap<>(Memory.class);
  private final List<Command> commands = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<StreamIn> streamIn = new ArrayList<>();
  private final List<StreamOut> streamOut = new ArrayList<>();

  /// Where each image begins in the file of the constants, by name.
  private final Map<String, Integer> offsets = new LinkedHashMap<>();

  private int constantBytes;

  /// @param constantWords words of wgt that computed weights leave
  Assembler(AcceleratorConfig config, int constantWords) {
    this.config = config;
    this.order = new IssueOrder(config);
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
  record Assembled(
      List<String> constants,
      List<Command> commands,
      List<StreamIn> streamIn,
      List<StreamOut> streamOut,
      List<String> labels) {}

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
      }
    }
    markLast();
    commands.replaceAll(this::placed);
    commands.add(new Command.End());
    labels.add("");
    return new Assembled(List.copyOf(offsets.keySet()), commands, streamIn, streamOut, labels);
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
            i, new Command.Store(store.source(), store.base(), store.words(), true, store.waits()));
        return;
      }
    }
  }

  private void append(Step step, Map<Memory, Integer> bases) {
    Command free = step.maker().make(bases, Set.of());
    Set<Unit> waits = order.unordered(free);
    Command command = waits.isEmpty() ? free : step.maker().make(bases, waits);
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
    append(load(image, memory, base, offset(image)).labelled(label), Map.of());
    return base;
  }

  /// A DRAM holds the file of the constants from address 0 on.
  private Step load(ConstantImage image, Memory memory, int base, int offset) {
    if (!config.hasDram()) {
      return Step.load(
          new StreamIn.Constant(image.name()),
          (_, waits) -> new Command.Load(memory, base, image.words(), waits));
    }
    Optional<DramSpan> span =
        Optional.of(
            new DramSpan(offset / DmaTiming.BEAT_BYTES, image.bytes() / DmaTiming.BEAT_BYTES));
    return Step.compute(
        Map.of(), (_, waits) -> new Command.Load(memory, base, image.words(), span, waits));
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
              store.source(), store.base(), store.words(), false, span, store.waits());
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
