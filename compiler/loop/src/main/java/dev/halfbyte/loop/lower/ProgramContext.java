package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.ir.range.ValueRanges;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.source.CompilerBug;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What all parts of the lowering of one program share: of a kernel, or of the body of a scan.
final class ProgramContext {
  private final Program program;
  private final String prefix;
  private final Map<Value, Source> sources;
  private final Map<Value, TensorType> types;
  private final Map<Value, Node> definitions;
  private final Map<Value, Storage> storages = new HashMap<>();
  private final DimBounds bounds;
  final TargetFacts facts;
  final ValueRanges ranges;
  final Grouping grouping;
  final ConstantFolder folder;

  /// By their partial sums, which have no memory.
  final Map<Value, GroupedSum> groups;

  final ConstantPool constants;
  final List<Decision> decisions;

  /// What a parameter of a body reads: a value of the enclosing program at leading indices.
  record Source(ProgramContext context, Value value, List<Index> leading) {
    Source {
      leading = List.copyOf(leading);
    }
  }

  ProgramContext(Program program, TargetFacts facts) {
    this(
        program,
        facts,
        new ConstantPool(),
        new ArrayList<>(),
        new DimBounds(program.dims()),
        "",
        Map.of());
  }

  private ProgramContext(
      Program program,
      TargetFacts facts,
      ConstantPool constants,
      List<Decision> decisions,
      DimBounds bounds,
      String prefix,
      Map<Value, Source> sources) {
    this.program = program;
    this.prefix = prefix;
    this.sources = Map.copyOf(sources);
    this.constants = constants;
    this.decisions = decisions;
    this.types = program.types();
    this.definitions = program.definitions();
    this.bounds = bounds;
    this.facts = facts;
    this.ranges = ValueRanges.of(program, bounds);
    this.folder = new ConstantFolder(program, this.sources);
    this.groups = GroupedSum.find(program, facts, folder);
    this.grouping = new Grouping(program, groups.keySet(), facts.storesInPassing());
  }

  /// The body of a scan of this program.
  ///
  /// @param name unique in the loop program
  /// @param read what the parameters read that have no memory of their own
  ProgramContext body(Program body, String name, Map<Value, Source> read) {
    return new ProgramContext(body, facts, constants, decisions, bounds, name + "_", read);
  }

  /// `name` as a name that no other program of the lowering uses.
  String unique(String name) {
    return prefix + name;
  }

  /// The largest value that `dim` can have.
  long most(Dim dim) {
    return bounds.of(dim).hi().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  Program program() {
    return program;
  }

  TensorType type(Value value) {
    TensorType type = types.get(value);
    if (type == null) {
      throw new CompilerBug("value without a type: " + value);
    }
    return type;
  }

  Optional<Node> definition(Value value) {
    return Optional.ofNullable(definitions.get(value));
  }

  void store(Value value, Storage storage) {
    if (storages.put(value, storage) != null) {
      throw new CompilerBug("two places for " + value);
    }
  }

  /// Where a value with memory lies.
  Optional<Storage> storage(Value value) {
    return Optional.ofNullable(storages.get(value))
        .or(() ->
            source(value)
                .flatMap(s -> s.context.storage(s.value).map(outer -> outer.slice(s.leading))));
  }

  /// What a parameter of a body stands for, unless it has memory of its own.
  Optional<Source> source(Value value) {
    return Optional.ofNullable(sources.get(value));
  }
}
