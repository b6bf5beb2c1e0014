package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.TypeFault;
import dev.halfbyte.ir.op.Typing;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Ops and their attributes, read from the components of the op records: a new op or a new constant
/// of an enum is a new cell.
final class OpCells {
  private static final Value OPERAND = new Value(0);

  /// Attributes that no well-typed op has.
  private static final Set<String> IMPOSSIBLE = Set.of("contract order=blocks16");

  /// One element type of each kind of number.
  private static final Map<String, ElemType> NUMBERS =
      Map.of(
          "f32", ElemType.F32,
          "integers", ElemType.S32,
          "codes", new ElemType.CodeType(new Encoding.Affine(ElemType.S8, 0)));

  private OpCells() {}

  /// Cells of `op` whose first operand has element type `elem`.
  static void add(Op op, Optional<ElemType> elem, Set<Cell> cells) {
    OpSchema schema = OpSchema.of(op.getClass());
    cells.add(new Cell(Aspect.OP, schema.mnemonic()));
    for (RecordComponent component : schema.components()) {
      Optional<String> option = option(schema, component, schema.get(op, component));
      option.ifPresent(o -> cells.add(new Cell(Aspect.OPTION, o)));
      if (isElementwise(schema)) {
        option
            .flatMap(o -> elem.flatMap(OpCells::number).map(n -> o + " on " + n))
            .ifPresent(o -> cells.add(new Cell(Aspect.OPTION, o)));
      }
    }
  }

  private static Optional<String> number(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType _ -> Optional.of("f32");
      case ElemType.IntType _ -> Optional.of("integers");
      case ElemType.CodeType _ -> Optional.of("codes");
      case ElemType.BoolType _ -> Optional.empty();
    };
  }

  private static Optional<String> option(OpSchema schema, RecordComponent component, Object value) {
    String start = schema.mnemonic() + " " + OpSchema.label(component);
    return switch (value) {
      case Enum<?> constant -> Optional.of(start + "=" + constant.name().toLowerCase(Locale.ROOT));
      case Optional<?> optional -> Optional.of((optional.isPresent() ? "" : "no ") + start);
      default -> Optional.empty();
    };
  }

  /// All cells there are.
  static void all(Set<Cell> cells) {
    for (OpSchema schema : OpSchema.all().values()) {
      cells.add(new Cell(Aspect.OP, schema.mnemonic()));
      for (RecordComponent component : schema.components()) {
        for (Object value : values(component)) {
          String option = option(schema, component, value).orElseThrow();
          if (!IMPOSSIBLE.contains(option)) {
            cells.add(new Cell(Aspect.OPTION, option));
          }
          if (isElementwise(schema)) {
            NUMBERS.forEach((name, elem) -> {
              if (isTyped(schema, component, value, elem)) {
                cells.add(new Cell(Aspect.OPTION, option + " on " + name));
              }
            });
          }
        }
      }
    }
  }

  private static List<Object> values(RecordComponent component) {
    if (component.getType().isEnum()) {
      return List.of(component.getType().getEnumConstants());
    }
    return component.getType().equals(Optional.class)
        ? List.of(Optional.empty(), Optional.of(OPERAND))
        : List.of();
  }

  /// Whether all components are operands but one, which is an enum.
  private static boolean isElementwise(OpSchema schema) {
    long operands =
        schema.components().stream().filter(c -> c.getType().equals(Value.class)).count();
    long enums = schema.components().stream().filter(c -> c.getType().isEnum()).count();
    return enums == 1 && operands == schema.components().size() - 1;
  }

  private static boolean isTyped(
      OpSchema schema, RecordComponent chosen, Object value, ElemType elem) {
    List<Object> components = new ArrayList<>();
    for (RecordComponent component : schema.components()) {
      components.add(component.equals(chosen) ? value : OPERAND);
    }
    try {
      return !schema.create(components).infer(new OneType(elem)).isEmpty();
    } catch (TypeFault noSuchOp) {
      return false;
    }
  }

  /// All values are scalars of one type.
  private record OneType(ElemType elem) implements Typing {
    @Override
    public TensorType type(Value value) {
      return new TensorType(elem, Shape.SCALAR);
    }

    @Override
    public Tensor constant(String name) {
      throw new IllegalArgumentException("no constant " + name);
    }
  }
}
