package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.KernelSpec;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the specification that the runtime reads; numbers the extents that it asks for.
final class SpecBuilder {
  private final LoopProgram program;
  private final MemoryTable memory;
  private final List<Dim> extents = new ArrayList<>();
  private int stages;

  SpecBuilder(LoopProgram program, MemoryTable memory) {
    this.program = program;
    this.memory = memory;
  }

  KernelSpec build() {
    return new KernelSpec(
        program.name(),
        program.hash(),
        program.dims().stream().map(this::dim).toList(),
        program.arguments().stream().map(this::argument).toList(),
        memory.entries(),
        program.workspace().slots().stream()
            .map(s -> new KernelSpec.Slot(JavaTypes.element(s.elem()), number(s.size())))
            .toList(),
        program.stages().stream()
            .map(s -> new KernelSpec.Stage(s.name(), s.origin(), number(s.extent())))
            .toList(),
        steps(program.steps()));
  }

  /// Stages are numbered as they come.
  private List<KernelSpec.Step> steps(List<Step> steps) {
    List<KernelSpec.Step> numbered = new ArrayList<>();
    for (Step step : steps) {
      numbered.add(
          switch (step) {
            case Stage _ -> new KernelSpec.Run(stages++);
            case Repeat repeat ->
                new KernelSpec.Repeat(number(repeat.extent()), steps(repeat.steps()));
          });
    }
    return numbered;
  }

  /// Extents by number, complete once [#build] has run.
  List<Dim> extents() {
    return List.copyOf(extents);
  }

  private int number(Dim dim) {
    int known = extents.indexOf(dim);
    if (known >= 0) {
      return known;
    }
    extents.add(dim);
    return extents.size() - 1;
  }

  private KernelSpec.Argument argument(Argument argument) {
    ElemType elem = argument.type().elem();
    Optional<ElemType.IntType> codes = ElemType.storage(elem);
    long greatestOfOthers = elem instanceof ElemType.BoolType ? 1 : 0;
    return new KernelSpec.Argument(
        argument.name(),
        argument.direction() == Argument.Direction.INPUT,
        JavaTypes.element(argument.type().elem()),
        argument.type().toString(),
        argument.type().shape().dims().stream().map(this::number).toList(),
        codes.map(ElemType.IntType::min).orElse(0L),
        codes.map(ElemType.IntType::max).orElse(greatestOfOthers));
  }

  private KernelSpec.Dim dim(DimDeclaration dim) {
    List<KernelSpec.DimSource> sources = new ArrayList<>();
    for (int i = 0; i < program.arguments().size(); i++) {
      Argument argument = program.arguments().get(i);
      if (argument.direction() == Argument.Direction.INPUT) {
        Shape shape = argument.type().shape();
        for (int axis = 0; axis < shape.rank(); axis++) {
          source(dim.name(), shape.dim(axis), i, axis).ifPresent(sources::add);
        }
      }
    }
    return new KernelSpec.Dim(dim.name(), dim.min(), dim.max(), dim.step(), sources);
  }

  /// The extent as a source of `name`, where it is `coefficient * name + constant`.
  private static Optional<KernelSpec.DimSource> source(
      String name, Dim extent, int argument, int axis) {
    Dim symbol = Dim.symbol(name);
    for (Dim.Term term : extent.terms()) {
      Dim rest = extent.minus(symbol.times(Dim.of(term.coefficient())));
      if (rest.isFixed() && !extent.isFixed()) {
        return Optional.of(
            new KernelSpec.DimSource(argument, axis, term.coefficient(), rest.fixed()));
      }
    }
    return Optional.empty();
  }
}
