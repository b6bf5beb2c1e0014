package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The layouts that are worth a try.
///
/// @param lifetimes of what has to be placed
record Layouts(Lifetimes lifetimes) {
  private static final int MAX_BLOCKS = CommandField.ROW_BLOCKS.max();

  /// The least chunk of a ramp, as a part of a whole one.
  private static final int RAMP = 8;

  /// Chunks of finer layouts, as multiples of the fewest chunks.
  private static final List<Integer> MULTIPLES = List.of(1, 2, 3, 4, 6, 8, 12);

  /// Returns the layout with the fewest chunks.
  ///
  /// @throws DiagnosticException if one row block alone needs more memory than there is
  Layout fewestChunks() {
    return fewest().orElseThrow(this::doesNotFit);
  }

  /// Returns the layout with the fewest chunks, if one row block fits.
  Optional<Layout> fewest() {
    int most = 1;
    for (int phase = 0; phase < phases().count(); phase++) {
      most = Math.max(most, phases().aligned(phase) ? phases().blocks(phase) : 1);
    }
    for (int chunks = 1; chunks <= most; chunks++) {
      for (Set<Matrix> side : List.<Set<Matrix>>of(preferredSide(), Set.of())) {
        Layout layout = layout(chunks, 1, 1, 0, side);
        if (isAllowed(layout) && RowAllocator.allocate(lifetimes, layout).isPresent()) {
          return Optional.of(layout);
        }
      }
    }
    return Optional.empty();
  }

  /// Returns the most chunks that a phase is cut into.
  int chunks(Layout layout) {
    int most = 1;
    for (int phase = 0; phase < phases().count(); phase++) {
      most = Math.max(most, layout.cuts().get(phase).of(phases().blocks(phase)).size());
    }
    return most;
  }

  /// Returns layouts with more chunks, more buffers and ramps.
  ///
  /// @param fewest the layout of [#fewestChunks]
  List<Layout> finer(Layout fewest) {
    int known = chunks(fewest);
    List<Layout> layouts = new ArrayList<>();
    for (int multiple : MULTIPLES) {
      for (int ramp : new int[] {1, RAMP}) {
        for (int lag : phases().count() == 1 ? new int[] {0} : new int[] {0, Layout.LAG}) {
          Layout layout = layout(known * multiple, ramp, 2, lag, fewest.side());
          if (isAllowed(layout) && !layouts.contains(layout)) {
            layouts.add(layout);
          }
        }
      }
    }
    return layouts;
  }

  /// Returns layouts that differ from one a little: in the chunks of one phase and those of its
  /// form, or in how long buffers are kept.
  List<Layout> neighbours(Layout layout) {
    List<Layout> layouts = new ArrayList<>();
    for (List<Integer> alike : alikePhases()) {
      int first = alike.getFirst();
      for (Cuts cuts : neighbours(layout.cuts().get(first), first)) {
        List<Cuts> all = new ArrayList<>(layout.cuts());
        alike.forEach(phase -> all.set(phase, cuts));
        layouts.add(new Layout(all, layout.buffers(), layout.lag(), layout.side()));
      }
    }
    layouts.add(
        new Layout(layout.cuts(), layout.buffers(), Layout.LAG - layout.lag(), layout.side()));
    layouts.removeIf(other -> !isAllowed(other));
    return layouts;
  }

  private Collection<List<Integer>> alikePhases() {
    return IntStream.range(0, phases().count())
        .boxed()
        .collect(Collectors.groupingBy(phases()::form, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private List<Cuts> neighbours(Cuts cuts, int phase) {
    int size = cuts.size();
    List<Cuts> all = new ArrayList<>();
    for (int other : List.of(size / 2, size * 3 / 4, size * 4 / 3, size * 2)) {
      all.add(new Cuts(other, Math.min(other, cuts.first()), Math.min(other, cuts.last())));
    }
    for (int other : List.of(cuts.first() / 2, cuts.first() * 2, size)) {
      all.add(new Cuts(size, Math.min(size, other), cuts.last()));
    }
    for (int other : List.of(cuts.last() / 2, cuts.last() * 2, size)) {
      all.add(new Cuts(size, cuts.first(), Math.min(size, other)));
    }
    all.removeIf(other ->
        Math.min(other.first(), other.last()) < 1
            || other.size() > phases().blocks(phase)
            || !phases().aligned(phase)
            || other.equals(cuts));
    return all;
  }

  /// Returns layouts that differ from one in the side of one matrix and those like it.
  List<Layout> sides(Layout layout) {
    List<Layout> layouts = new ArrayList<>();
    for (Set<Matrix> alike : lifetimes.alike()) {
      Matrix first = alike.iterator().next();
      if (first.home().sideDepth(config()) > 0) {
        Set<Matrix> side = new LinkedHashSet<>(layout.side());
        if (side.contains(first)) {
          side.removeAll(alike);
        } else {
          side.addAll(alike);
        }
        layouts.add(new Layout(layout.cuts(), layout.buffers(), layout.lag(), side));
      }
    }
    return layouts;
  }

  /// @param ramp what part of a chunk the first of the first phase and the last of the last are
  private Layout layout(int chunks, int ramp, int buffers, int lag, Set<Matrix> side) {
    List<Cuts> cuts = new ArrayList<>();
    for (int phase = 0; phase < phases().count(); phase++) {
      int blocks = phases().blocks(phase);
      boolean aligned = phases().aligned(phase);
      int size = Math.max(1, aligned ? Math.ceilDiv(blocks, chunks) : blocks);
      int part = aligned ? Math.ceilDiv(size, ramp) : size;
      boolean last = phase + 1 == phases().count();
      cuts.add(new Cuts(size, phase == 0 ? part : size, last ? part : size));
    }
    return new Layout(cuts, buffers, lag, side);
  }

  private boolean isAllowed(Layout layout) {
    return layout.cuts().stream().allMatch(cuts -> cuts.size() <= MAX_BLOCKS);
  }

  /// What the softmax and the norm unit read and write keeps out of the way of the array.
  private Set<Matrix> preferredSide() {
    Set<Matrix> side = new LinkedHashSet<>();
    for (int phase = 0; phase < phases().count(); phase++) {
      for (Task task : phases().tasks(phase)) {
        switch (task) {
          case Task.Softmax softmax -> {
            side.add(softmax.source());
            side.add(softmax.target());
          }
          case Task.Norm norm -> side.add(norm.target());
          case Task.Read _,
              Task.MatMul _,
              Task.Map _,
              Task.Reduce _,
              Task.Write _,
              Task.Spill _,
              Task.Fill _ -> {}
        }
      }
    }
    side.removeIf(matrix -> matrix.home().sideDepth(config()) == 0 || !lifetimes.isLocal(matrix));
    return side;
  }

  private Phases phases() {
    return lifetimes.phases();
  }

  private AcceleratorConfig config() {
    return phases().config();
  }

  private String orDram() {
    return config().hasDram() ? "" : ", or with a port to a DRAM";
  }

  private DiagnosticException doesNotFit() {
    String need =
        "one row block (%d rows) needs up to %d words of act and %d words of res"
            .formatted(config().rows(), lifetimes.peak(Memory.ACT), lifetimes.peak(Memory.RES));
    String have =
        "ACT_DEPTH is %d, RES_DEPTH is %d".formatted(config().actDepth(), config().resDepth());
    boolean aligned = true;
    for (int phase = 0; phase < phases().count(); phase++) {
      aligned &= phases().aligned(phase);
    }
    String help =
        aligned
            ? "choose hardware with deeper memories" + orDram()
            : "choose hardware with deeper memories"
                + orDram()
                + "; rows that one task reads from different places are not cut";
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.DOES_NOT_FIT, need + ", " + have).help(help));
  }
}
