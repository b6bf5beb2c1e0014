package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shape of an op's declaration, read once from its record components.
///
/// @param mnemonic the record's name in snake case, e.g. `requantize_add`
public record OpSchema(
    String mnemonic, Class<? extends Op> type, List<RecordComponent> components) {
  private static final ClassValue<OpSchema> SCHEMAS =
      new ClassValue<>() {
        @Override
        protected OpSchema computeValue(Class<?> type) {
          return new OpSchema(
              snakeCase(type.getSimpleName()),
              type.asSubclass(Op.class),
              Arrays.asList(type.getRecordComponents()));
        }
      };

  public OpSchema {
    components = List.copyOf(components);
  }

  public static OpSchema of(Class<?> opClass) {
    return SCHEMAS.get(opClass);
  }

  /// Every op by mnemonic, found through the sealed hierarchy.
  public static SortedMap<String, OpSchema> all() {
    return All.SCHEMAS;
  }

  /// Read when first asked for, not with every op.
  private static final class All {
    private static final SortedMap<String, OpSchema> SCHEMAS;

    static {
      SortedMap<String, OpSchema> all = new TreeMap<>();
      collect(Op.class, all);
      SCHEMAS = Collections.unmodifiableSortedMap(all);
    }
  }

  private static void collect(Class<?> type, SortedMap<String, OpSchema> all) {
    if (type.isRecord()) {
      OpSchema schema = of(type);
      all.put(schema.mnemonic, schema);
      return;
    }
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      collect(permitted, all);
    }
  }

  /// Name of a component in the text form, e.g. `inverse_scale`.
  public static String label(RecordComponent component) {
    return snakeCase(component.getName());
  }

  private static String snakeCase(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        out.append('_');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /// The value of one component of `op`.
  public Object get(Op op, RecordComponent component) {
    try {
      return component.getAccessor().invoke(op);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("record accessor of " + mnemonic, e);
    }
  }

  /// Builds an op from component values; faults of the compact constructor come out unwrapped.
  public Op create(List<Object> values) {
    Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Op> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException("constructor of " + mnemonic, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("constructor of " + mnemonic, e);
    }
  }

  List<Value> operands(Op op) {
    List<Value> operands = new ArrayList<>();
    for (RecordComponent component : components) {
      collectValues(get(op, component), operands);
    }
    return List.copyOf(operands);
  }

  Op withOperands(Op op, List<Value> operands) {
    Iterator<Value> next = operands.iterator();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      values.add(replaceValues(get(op, component), component.getGenericType(), next));
    }
    if (next.hasNext()) {
      throw new IllegalArgumentException("too many operands for " + mnemonic);
    }
    return create(values);
  }

  private static void collectValues(Object component, List<Value> into) {
    switch (component) {
      case Value value -> into.add(value);
      case Optional<?> optional -> optional.ifPresent(inner -> collectValues(inner, into));
      case List<?> list -> list.forEach(inner -> collectValues(inner, into));
      default -> {
        // An attribute.
      }
    }
  }

  private static Object replaceValues(Object component, Type type, Iterator<Value> next) {
    return switch (component) {
      case Value value -> next.next();
      case Optional<?> optional -> optional.map(inner -> replaceValues(inner, type, next));
      case List<?> list -> list.stream().map(inner -> replaceValues(inner, type, next)).toList();
      default -> component;
    };
  }
}
