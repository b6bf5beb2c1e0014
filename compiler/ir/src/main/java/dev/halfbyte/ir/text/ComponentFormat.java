package dev.halfbyte.ir.text;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Quoted;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.source.CompilerBug;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// How one type of op component is written and read; both directions stand side by side here.
///
/// @param grammar name or form in the grammar of the text, for the generated op table
/// @param print appends the component to the text
/// @param parse reads it back
record ComponentFormat(
    String grammar,
    BiConsumer<Object, ProgramWriter> print,
    Function<ProgramReader, Object> parse) {
  private static final int MAX_LIST = 1 << 16;

  private static final Map<Class<?>, ComponentFormat> PLAIN =
      Map.ofEntries(
          entry(int.class, "integer", Object::toString, in -> in.cursor().smallInteger()),
          entry(Integer.class, "integer", Object::toString, in -> in.cursor().smallInteger()),
          entry(
              float.class,
              "float",
              value -> TensorText.number((Float) value),
              in -> TensorText.number(in.cursor())),
          entry(
              String.class, "string", name -> Quoted.of((String) name), in -> in.cursor().string()),
          entry(Value.class, "value", Object::toString, ProgramReader::value),
          entry(
              Einsum.class,
              "einsum",
              einsum -> Quoted.of(einsum.toString()),
              in -> TypeText.einsum(in.cursor())),
          entry(ElemType.class, "element", Object::toString, in -> TypeText.elemType(in.cursor())),
          entry(Encoding.class, "encoding", Object::toString, in -> TypeText.encoding(in.cursor())),
          entry(Shape.class, "shape", Object::toString, in -> TypeText.shape(in.cursor())),
          entry(Dim.class, "extent", Object::toString, in -> TypeText.dim(in.cursor())),
          entry(
              AffineIndex.class,
              "index",
              Object::toString,
              in -> TypeText.affineIndex(in.cursor())),
          entry(AccessMap.class, "access", Object::toString, in -> TypeText.accessMap(in.cursor())),
          Map.entry(
              Program.class,
              new ComponentFormat(
                  "program", (body, out) -> out.program((Program) body), ProgramReader::nested)));

  /// The format of a component declared with `type`; the set of types is closed.
  static ComponentFormat of(Type type) {
    if (type instanceof ParameterizedType generic) {
      ComponentFormat element = of(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == List.class ? list(element) : optional(element);
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      return enumeration(plain);
    }
    ComponentFormat format = PLAIN.get(type);
    if (format == null) {
      throw new CompilerBug("no text form for components of type " + type);
    }
    return format;
  }

  private static Map.Entry<Class<?>, ComponentFormat> entry(
      Class<?> type,
      String grammar,
      Function<Object, String> print,
      Function<ProgramReader, Object> parse) {
    return Map.entry(type, text(grammar, print, parse));
  }

  private static ComponentFormat text(
      String grammar, Function<Object, String> print, Function<ProgramReader, Object> parse) {
    return new ComponentFormat(grammar, (value, out) -> out.append(print.apply(value)), parse);
  }

  private static ComponentFormat enumeration(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    List<String> words = Arrays.stream(constants).map(c -> word((Enum<?>) c)).toList();
    return text(
        String.join(" | ", words),
        c -> word((Enum<?>) c),
        in -> {
          int start = in.cursor().here();
          String word = in.cursor().word("one of " + words);
          int index = words.indexOf(word);
          if (index < 0) {
            throw in.cursor().fault(IrCode.MALFORMED, start, "`" + word + "` is none of " + words);
          }
          return constants[index];
        });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static ComponentFormat list(ComponentFormat element) {
    return new ComponentFormat(
        "[" + element.grammar + ", ...]",
        (list, out) -> {
          String separator = "[";
          for (Object item : (List<?>) list) {
            out.append(separator);
            element.print.accept(item, out);
            separator = ", ";
          }
          out.append(((List<?>) list).isEmpty() ? "[]" : "]");
        },
        in -> TypeText.list(in.cursor(), MAX_LIST, cursor -> element.parse.apply(in)));
  }

  /// Written only when present, so the reader sees a value in every case.
  private static ComponentFormat optional(ComponentFormat element) {
    return new ComponentFormat(
        element.grammar + "?",
        (value, out) ->
            element.print.accept(
                ((Optional<?>) value)
                    .orElseThrow(() -> new CompilerBug("absent component has no text")),
                out),
        in -> Optional.of(element.parse.apply(in)));
  }
}
