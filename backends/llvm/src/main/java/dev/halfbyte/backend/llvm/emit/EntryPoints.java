package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.abi.Status;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// The four public functions. They run on any machine of the family and touch no float.
///
/// A context is three words: the first word of the weight image's head as a mark, the number of the
/// variant, the address of the weights.
final class EntryPoints {
  private final VariantPrograms programs;
  private final LoopProgram program;
  private final KernelSymbols symbols;
  private final WeightImage weights;
  private final List<IsaVariant> variants;
  private final SortedSet<String> declarations;

  EntryPoints(
      VariantPrograms programs,
      KernelSymbols symbols,
      WeightImage weights,
      SortedSet<String> declarations) {
    this.programs = programs;
    this.program = programs.least();
    this.symbols = symbols;
    this.weights = weights;
    this.variants = programs.variants();
    this.declarations = declarations;
  }

  /// `init(ctx, features, weights)`.
  String init() {
    FunctionText text =
        function("i32 @%s(ptr %%ctx, i64 %%features, ptr %%weights)".formatted(symbols.init()));
    refuseIf(text, text.value("icmp eq ptr %%ctx, null"), Status.BAD_POINTER);
    String embedded = text.value("icmp eq ptr %%weights, null");
    String chosen =
        text.value("select i1 %s, ptr @%s, ptr %%weights", embedded, ModuleEmitter.WEIGHTS);
    refuseIf(text, misaligned(text, chosen), Status.BAD_POINTER);
    refuseIf(text, otherHead(text, chosen), Status.BAD_WEIGHTS);
    String number = "0";
    for (int v = 0; v < variants.size(); v++) {
      long bit = variants.get(v).featureBit();
      String present = text.value("and i64 %%features, %d", bit);
      String fits = text.value("icmp ne i64 %s, 0", present);
      number = text.value("select i1 %s, i64 %d, i64 %s", fits, v + 1, number);
    }
    refuseIf(text, text.value("icmp eq i64 %s, 0", number), Status.NO_VARIANT);
    store(text, "i64 " + weights.head().getFirst(), 0);
    store(text, "i64 " + number, 1);
    store(text, "ptr " + chosen, 2);
    text.line("ret i32 0");
    return text.finish();
  }

  /// `workspace_bytes(dims)`: negative status for dims out of bounds.
  String workspaceBytes() {
    FunctionText text = function("i64 @%s(ptr %%dims)".formatted(symbols.workspaceBytes()));
    Map<String, String> dims = StageEmitter.loadDims(text, program.dims(), "%dims");
    String bad = dimsOutOfBounds(text, dims);
    String refused = text.label("refused");
    String accepted = text.label("accepted");
    text.branch(bad, refused, accepted);
    text.start(refused);
    text.line("ret i64 -" + Status.BAD_DIMS.code());
    text.start(accepted);
    text.line("ret i64 " + workspace(text, dims));
    return text.finish();
  }

  /// `variant(ctx)`: a zero-terminated name, empty without a valid context.
  String variant() {
    FunctionText text = function("ptr @%s(ptr %%ctx)".formatted(symbols.variant()));
    String name = "@" + ModuleEmitter.nameOf("none");
    String number = contextNumber(text);
    for (int v = 0; v < variants.size(); v++) {
      String isThis = text.value("icmp eq i64 %s, %d", number, v + 1);
      String own = "@" + ModuleEmitter.nameOf(variants.get(v).label());
      name = text.value("select i1 %s, ptr %s, ptr %s", isThis, own, name);
    }
    text.line("ret ptr " + name);
    return text.finish();
  }

  /// `run(ctx, args, dims, workspace, parallel_for, pool)`.
  ///
  /// @param ranges for each variant the names of its range functions, one per stage, in order
  String run(List<List<String>> ranges) {
    FunctionText text =
        function(
            ("i32 @%s(ptr %%ctx, ptr %%args, ptr %%dims, ptr %%workspace, ptr %%parallel_for,"
                    + " ptr %%pool)")
                .formatted(symbols.run()));
    String number = contextNumber(text);
    refuseIf(text, text.value("icmp eq i64 %s, 0", number), Status.BAD_CONTEXT);
    Map<String, String> dims = StageEmitter.loadDims(text, program.dims(), "%dims");
    refuseIf(text, dimsOutOfBounds(text, dims), Status.BAD_DIMS);
    refuseIf(text, badPointers(text, dims), Status.BAD_POINTER);
    String counters = text.allocate("counters", "[%d x i64]".formatted(depth()), 8);
    String closure = closure(text, counters);
    StepCalls calls = new StepCalls(text, new DimEmitter(text, dims), closure, counters);
    for (int v = 0; v < variants.size(); v++) {
      String body = text.label(variants.get(v).label());
      String next = text.label("next");
      text.branch(text.value("icmp eq i64 %s, %d", number, v + 1), body, next);
      text.start(body);
      calls.emit(programs.of(variants.get(v)).steps(), ranges.get(v));
      text.line("ret i32 0");
      text.start(next);
    }
    text.line("ret i32 " + Status.BAD_CONTEXT.code());
    return text.finish();
  }

  private int depth() {
    return programs.distinct().stream().mapToInt(p -> depth(p.steps())).max().orElseThrow();
  }

  /// How deep repetitions are nested, at least 1: nothing of size 0 is allocated.
  private static int depth(List<Step> steps) {
    int depth = 1;
    for (Step step : steps) {
      if (step instanceof Repeat repeat) {
        boolean nested = repeat.steps().stream().anyMatch(Repeat.class::isInstance);
        depth = Math.max(depth, nested ? 1 + depth(repeat.steps()) : 1);
      }
    }
    return depth;
  }

  /// What range functions get: weights, arguments, dims, workspace, counters.
  private static String closure(FunctionText text, String counters) {
    String closure = text.allocate("closure", "[5 x ptr]", 8);
    List<String> fields = List.of(load(text, "ptr", 2), "%args", "%dims", "%workspace", counters);
    for (int i = 0; i < fields.size(); i++) {
      String address = text.value("getelementptr inbounds ptr, ptr %s, i64 %d", closure, i);
      text.line("store ptr %s, ptr %s, align 8".formatted(fields.get(i), address));
    }
    return closure;
  }

  /// Runs a stage: by the caller's pool when there is one and more than one iteration.
  String each() {
    FunctionText text =
        new FunctionText(
            "define internal void @%s(ptr %%range, ptr %%closure, i64 %%count, ptr %%pfor, ptr %%pool) %s"
                .formatted(ModuleEmitter.EACH, ModuleEmitter.BASELINE),
            declarations);
    String serial = text.label("serial");
    String pooled = text.label("pooled");
    String work = text.label("work");
    String done = text.label("done");
    text.branch(text.value("icmp sgt i64 %%count, 0"), work, done);
    text.start(work);
    String noPool = text.value("icmp eq ptr %%pfor, null");
    String single = text.value("icmp eq i64 %%count, 1");
    text.branch(text.value("or i1 %s, %s", noPool, single), serial, pooled);
    text.start(serial);
    text.line("call void %range(ptr %closure, i64 0, i64 %count)");
    text.line("br label %" + done);
    text.start(pooled);
    text.line("call void %pfor(ptr %pool, i64 %count, ptr %range, ptr %closure)");
    text.jumpTo(done);
    text.line("ret void");
    return text.finish();
  }

  private FunctionText function(String head) {
    return new FunctionText("define " + head + " " + ModuleEmitter.BASELINE, declarations);
  }

  private static void refuseIf(FunctionText text, String condition, Status status) {
    String refused = text.label("refused");
    String accepted = text.label("accepted");
    text.branch(condition, refused, accepted);
    text.start(refused);
    text.line("ret i32 " + status.code());
    text.start(accepted);
  }

  /// The variant's number in a valid context, else 0.
  private String contextNumber(FunctionText text) {
    String before = text.block();
    String present = text.label("present");
    String known = text.label("known");
    text.branch(text.value("icmp eq ptr %%ctx, null"), known, present);
    text.start(present);
    String mark = load(text, "i64", 0);
    String own = text.value("icmp eq i64 %s, %d", mark, weights.head().getFirst());
    String number = load(text, "i64", 1);
    String valid = text.value("select i1 %s, i64 %s, i64 0", own, number);
    text.jumpTo(known);
    return text.value("phi i64 [ 0, %%%s ], [ %s, %%%s ]", before, valid, present);
  }

  private String otherHead(FunctionText text, String pointer) {
    String difference = "0";
    for (int i = 0; i < WeightImage.HEAD_WORDS; i++) {
      String address = text.value("getelementptr inbounds i64, ptr %s, i64 %d", pointer, i);
      String word = text.value("load i64, ptr %s, align 8", address);
      String bits = text.value("xor i64 %s, %d", word, weights.head().get(i));
      difference = text.value("or i64 %s, %s", difference, bits);
    }
    return text.value("icmp ne i64 %s, 0", difference);
  }

  private String dimsOutOfBounds(FunctionText text, Map<String, String> values) {
    List<String> faults = new ArrayList<>();
    for (DimDeclaration dim : program.dims()) {
      String value = new DimEmitter(text, values).emit(Dim.symbol(dim.name()));
      faults.add(text.value("icmp slt i64 %s, %d", value, dim.min()));
      faults.add(text.value("icmp sgt i64 %s, %d", value, dim.max()));
      if (dim.step() > 1) {
        String remainder = text.value("srem i64 %s, %d", value, dim.step());
        faults.add(text.value("icmp ne i64 %s, 0", remainder));
      }
    }
    return any(text, faults);
  }

  private String badPointers(FunctionText text, Map<String, String> dims) {
    List<String> faults = new ArrayList<>();
    faults.add(misaligned(text, "%workspace"));
    String bytes = workspace(text, dims);
    String absent = text.value("icmp eq ptr %%workspace, null");
    String needed = text.value("icmp ne i64 %s, 0", bytes);
    faults.add(text.value("and i1 %s, %s", absent, needed));
    for (int i = 0; i < program.arguments().size(); i++) {
      String address = text.value("getelementptr inbounds ptr, ptr %%args, i64 %d", i);
      String argument = text.value("load ptr, ptr %s, align 8", address);
      faults.add(text.value("icmp eq ptr %s, null", argument));
    }
    return any(text, faults);
  }

  /// What the variant needs that needs most.
  private String workspace(FunctionText text, Map<String, String> dims) {
    DimEmitter extents = new DimEmitter(text, dims);
    List<String> needs =
        programs.distinct().stream()
            .map(p -> p.workspace().bytes())
            .distinct()
            .map(extents::emit)
            .toList();
    String most = needs.getFirst();
    for (String bytes : needs.subList(1, needs.size())) {
      most = text.call("i64", "llvm.smax.i64", "i64 " + most, "i64 " + bytes);
    }
    return most;
  }

  private static String any(FunctionText text, List<String> faults) {
    String any = "false";
    for (String fault : faults) {
      any = text.value("or i1 %s, %s", any, fault);
    }
    return any;
  }

  private static String misaligned(FunctionText text, String pointer) {
    String address = text.value("ptrtoint ptr %s to i64", pointer);
    String low = text.value("and i64 %s, %d", address, WeightImage.ALIGNMENT - 1);
    return text.value("icmp ne i64 %s, 0", low);
  }

  private static String load(FunctionText text, String type, int word) {
    String address = text.value("getelementptr inbounds i64, ptr %%ctx, i64 %d", word);
    return text.value("load %s, ptr %s, align 8", type, address);
  }

  private static void store(FunctionText text, String operand, int word) {
    String address = text.value("getelementptr inbounds i64, ptr %%ctx, i64 %d", word);
    text.line("store %s, ptr %s, align 8".formatted(operand, address));
  }
}
