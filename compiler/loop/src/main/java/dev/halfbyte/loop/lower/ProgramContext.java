package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.source.CompilerBug;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What all parts of one lowering share.
final class ProgramContext {
  private final Program program;
  private final Map<Value, TensorType> types;
  private final Map<Value, Node> definitions;
  private final Map<Value, Storage> storages = new HashMap<>();
  private final DimBounds bounds;
  final TargetFacts facts;
  final Grouping grouping;
  final ConstantFolder folder;
  final List<Decision> decisions = new ArrayList<>();
  final ConstantPool constants = new ConstantPool();

  ProgramContext(Program program, TargetFacts facts) {
    this.program = program;
    this.types = program.types();
    this.definitions = program.definitions();
    this.bounds = new DimBounds(program.dims());
    this.facts = facts;
    this.grouping = new Grouping(program);
    this.folder = new ConstantFolder(program);
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
    return Optional.ofNullable(storages.get(value));
  }
}
