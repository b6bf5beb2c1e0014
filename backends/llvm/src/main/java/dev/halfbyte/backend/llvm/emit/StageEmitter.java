package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.leaf.StageLeaves;
import dev.halfbyte.backend.llvm.leaf.TileUnit;
import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// The two functions of a stage: its code over a range of the parallel loop, with every buffer as a
/// `noalias` pointer; and the *range* function that a thread pool calls, which finds those pointers
/// and holds the float environment.
///
/// The closure of a range function is five pointers: weights, arguments, dims, workspace, and the
/// numbers of the iterations under way, outermost first.
final class StageEmitter {
  private static final int SCRATCH_ALIGNMENT = 64;

  private final LoopProgram program;
  private final WeightImage weights;
  private final IsaVariant variant;
  private final SortedSet<String> declarations;
  private final Optional<VectorForms> forms;

  StageEmitter(
      LoopProgram program,
      WeightImage weights,
      IsaVariant variant,
      SortedSet<String> declarations,
      Optional<VectorForms> forms) {
    this.forms = forms;
    this.program = program;
    this.weights = weights;
    this.variant = variant;
    this.declarations = declarations;
  }

  /// The code of the stage for parallel iterations `begin .. end-1`.
  String code(LoopProgram.Placed placed, String name, String attributes, StageLeaves leaves) {
    Stage stage = placed.stage();
    String signature =
        "define internal void @%s(%s) %s"
            .formatted(name, String.join(", ", parameters(placed.repeats())), attributes);
    FunctionText text = new FunctionText(signature, declarations);
    text.comment(stage.origin());
    Map<Buffer, String> pointers = pointers(text);
    for (Buffer buffer : stage.scratch()) {
      String type = "[%d x %s]".formatted(buffer.size().fixed(), LlvmTypes.of(buffer.elem()));
      pointers.put(buffer, text.allocate(buffer.name(), type, SCRATCH_ALIGNMENT));
    }
    DimEmitter dims = new DimEmitter(text, dimOperands());
    StageScope scope = new StageScope(text, dims, pointers, assigned(stage.body()));
    placed.repeats().forEach(variable -> scope.bind(variable, repeat(variable)));
    Optional<TileUnit> unit =
        leaves.useTiles() ? Optional.of(TileUnit.of(variant)) : Optional.empty();
    Optional<String> tiles = unit.map(u -> tiles(text, u));
    StatementEmitter statements = new StatementEmitter(text, scope, leaves, variant, tiles, forms);
    statements.parallel(stage.parallel(), "%begin", "%end", stage.body());
    unit.ifPresent(u -> u.end(text, tiles.orElseThrow()));
    text.line("ret void");
    return text.finish();
  }

  private static Set<Local> assigned(List<Statement> body) {
    Set<Local> assigned = new HashSet<>();
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign a -> assigned.add(a.local());
        case Statement.For f -> assigned.addAll(assigned(f.body()));
        case Statement.If i -> assigned.addAll(assigned(i.body()));
        case Statement.Section s -> assigned.addAll(assigned(s.body()));
        case Statement.Simple _ -> {}
      }
    }
    return assigned;
  }

  /// Memory of the tile registers, ready for the first leaf.
  private static String tiles(FunctionText text, TileUnit unit) {
    String memory = text.allocate("tiles", "[%d x i8]".formatted(unit.bytes()), TileUnit.ALIGNMENT);
    unit.begin(text, memory);
    return memory;
  }

  /// What a thread calls for a range of iterations.
  ///
  /// @param repeats how many repetitions are around the stage
  String range(String name, String code, int repeats, String attributes) {
    String signature =
        "define hidden void @%s(ptr %%closure, i64 %%begin, i64 %%end) %s"
            .formatted(name, attributes);
    FunctionText text = new FunctionText(signature, declarations);
    String weightsPointer = field(text, "%closure", 0);
    String arguments = field(text, "%closure", 1);
    String dims = field(text, "%closure", 2);
    String workspace = field(text, "%closure", 3);
    Map<String, String> symbols = loadDims(text, program.dims(), dims);
    DimEmitter extents = new DimEmitter(text, symbols);
    List<String> operands = new ArrayList<>(List.of("ptr " + weightsPointer));
    for (int i = 0; i < program.arguments().size(); i++) {
      operands.add("ptr " + field(text, arguments, i));
    }
    for (Workspace.Slot slot : program.workspace().slots()) {
      String offset = extents.emit(slot.offset());
      operands.add(
          "ptr " + text.value("getelementptr inbounds i8, ptr %s, i64 %s", workspace, offset));
    }
    program.dims().forEach(dim -> operands.add("i64 " + symbols.get(dim.name())));
    for (int depth = 0; depth < repeats; depth++) {
      String counters = field(text, "%closure", 4);
      String address = text.value("getelementptr inbounds i64, ptr %s, i64 %d", counters, depth);
      operands.add("i64 " + text.value("load i64, ptr %s, align 8", address));
    }
    operands.add("i64 %begin");
    operands.add("i64 %end");
    FloatEnvironment environment = new FloatEnvironment(text, variant.family());
    String saved = environment.enter();
    text.line("call void @%s(%s)".formatted(code, String.join(", ", operands)));
    environment.leave(saved);
    text.line("ret void");
    return text.finish();
  }

  /// Loads every dim from the array at `pointer`; operands by dim name.
  static Map<String, String> loadDims(
      FunctionText text, List<DimDeclaration> dims, String pointer) {
    Map<String, String> symbols = new HashMap<>();
    for (int i = 0; i < dims.size(); i++) {
      String address = text.value("getelementptr inbounds i64, ptr %s, i64 %d", pointer, i);
      symbols.put(dims.get(i).name(), text.value("load i64, ptr %s, align 8", address));
    }
    return symbols;
  }

  private static String field(FunctionText text, String struct, int index) {
    String address = text.value("getelementptr inbounds ptr, ptr %s, i64 %d", struct, index);
    return text.value("load ptr, ptr %s, align 8", address);
  }

  private static String repeat(LoopVariable variable) {
    return "%repeat." + variable.name();
  }

  private List<String> parameters(List<LoopVariable> repeats) {
    List<String> parameters = new ArrayList<>();
    parameters.add("ptr noalias readonly align 64 %weights");
    for (Argument argument : program.arguments()) {
      parameters.add("ptr noalias %arg." + argument.buffer().name());
    }
    for (int slot = 0; slot < program.workspace().slots().size(); slot++) {
      parameters.add("ptr noalias align 64 %slot." + slot);
    }
    program.dims().forEach(dim -> parameters.add("i64 %dim." + dim.name()));
    repeats.forEach(variable -> parameters.add("i64 " + repeat(variable)));
    parameters.add("i64 %begin");
    parameters.add("i64 %end");
    return parameters;
  }

  private Map<String, String> dimOperands() {
    Map<String, String> operands = new HashMap<>();
    program.dims().forEach(dim -> operands.put(dim.name(), "%dim." + dim.name()));
    return operands;
  }

  private Map<Buffer, String> pointers(FunctionText text) {
    Map<Buffer, String> pointers = new HashMap<>();
    for (Argument argument : program.arguments()) {
      pointers.put(argument.buffer(), "%arg." + argument.buffer().name());
    }
    for (Workspace.Placement placement : program.workspace().placements()) {
      pointers.put(placement.buffer(), "%slot." + placement.slot());
    }
    for (dev.halfbyte.loop.ConstantData constant : program.constants()) {
      String address = "%const." + constant.buffer().name();
      long offset = weights.offset(constant.buffer());
      text.define(address, "getelementptr inbounds i8, ptr %%weights, i64 %d", offset);
      pointers.put(constant.buffer(), address);
    }
    return pointers;
  }
}
