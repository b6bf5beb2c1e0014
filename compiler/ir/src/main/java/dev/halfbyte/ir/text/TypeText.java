package dev.halfbyte.ir.text;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads extents, indices, types and encodings: the inverses of their `toString`.
final class TypeText {
  private static final int MAX_RANK = 64;
  private static final int MAX_TERMS = 64;
  private static final int MAX_FACTORS = 16;

  private TypeText() {}

  static TensorType tensorType(TextCursor in) {
    return new TensorType(elemType(in), shape(in));
  }

  static Shape shape(TextCursor in) {
    return new Shape(dims(in));
  }

  static List<Dim> dims(TextCursor in) {
    return list(in, MAX_RANK, TypeText::dim);
  }

  static <T> List<T> list(TextCursor in, int limit, Function<TextCursor, T> element) {
    int start = in.here();
    List<T> elements = new ArrayList<>();
    in.expect("[");
    if (!in.accept("]")) {
      do {
        if (elements.size() == limit) {
          throw in.fault(IrCode.TOO_LARGE, start, "list of more than " + limit + " elements");
        }
        elements.add(element.apply(in));
      } while (in.accept(","));
      in.expect("]");
    }
    return elements;
  }

  static Dim dim(TextCursor in) {
    int start = in.here();
    Dim sum = dimTerm(in);
    for (int terms = 1; in.at('+') || in.at('-'); terms++) {
      limit(in, start, terms, MAX_TERMS, "terms");
      in.accept("+");
      sum = sum.plus(dimTerm(in));
    }
    return sum;
  }

  private static Dim dimTerm(TextCursor in) {
    int start = in.here();
    boolean negative = !in.atInteger() && in.accept("-");
    Dim product = dimFactor(in);
    if (negative) {
      product = product.times(Dim.of(-1));
    }
    for (int factors = 1; in.accept("*"); factors++) {
      limit(in, start, factors, MAX_FACTORS, "factors");
      product = product.times(dimFactor(in));
    }
    return product;
  }

  private static Dim dimFactor(TextCursor in) {
    if (in.atInteger()) {
      return Dim.of(in.integer());
    }
    if (in.at('"')) {
      return Dim.symbol(in.string());
    }
    if (!in.accept("(")) {
      return Dim.symbol(in.word("an extent"));
    }
    in.enter();
    Dim numerator = dim(in);
    in.leave();
    in.expect(")");
    in.expect("/");
    return numerator.floorDiv(in.integer());
  }

  /// `2*i0+i3-1`: terms of indices, then the constant.
  static AffineIndex affineIndex(TextCursor in) {
    int start = in.here();
    List<AffineIndex.Term> terms = new ArrayList<>();
    Dim constant = Dim.ZERO;
    for (int count = 0; count == 0 || in.at('+') || in.at('-'); count++) {
      limit(in, start, count, MAX_TERMS, "terms");
      in.accept("+");
      boolean negative = !in.atInteger() && in.accept("-");
      long sign = negative ? -1 : 1;
      if (isIndex(in.peekWord())) {
        terms.add(new AffineIndex.Term(position(in), sign));
      } else {
        Dim first = dimFactor(in).times(Dim.of(sign));
        if (in.accept("*")) {
          if (isIndex(in.peekWord()) && first.isFixed()) {
            terms.add(new AffineIndex.Term(position(in), first.fixed()));
            continue;
          }
          first = first.times(dimTerm(in));
        }
        constant = constant.plus(first);
      }
    }
    return new AffineIndex(terms, constant);
  }

  private static boolean isIndex(String word) {
    return word.length() > 1
        && word.charAt(0) == 'i'
        && word.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }

  private static int position(TextCursor in) {
    int start = in.here();
    String word = in.word("an index");
    if (word.length() > 4) {
      throw in.fault(IrCode.TOO_LARGE, start, "no such index");
    }
    return Integer.parseInt(word.substring(1));
  }

  static AccessMap accessMap(TextCursor in) {
    List<Dim> extents = dims(in);
    in.expectWord("at");
    List<AffineIndex> indices = list(in, MAX_RANK, TypeText::affineIndex);
    return new AccessMap(extents, indices, in.acceptWord("padded"));
  }

  static Einsum einsum(TextCursor in) {
    int start = in.here();
    String text = in.string();
    String[] sides = text.split(" -> ", -1);
    String[] operands = sides[0].split(", ", -1);
    if (sides.length != 2 || operands.length != 2 || text.length() > 4096) {
      throw in.fault(IrCode.MALFORMED, start, "expected `labels, labels -> labels`");
    }
    return new Einsum(labels(operands[0]), labels(operands[1]), labels(sides[1]));
  }

  private static List<String> labels(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  static ElemType elemType(TextCursor in) {
    int start = in.here();
    String word = in.word("an element type");
    return switch (word) {
      case "f32" -> ElemType.F32;
      case "bool" -> ElemType.BOOL;
      case "code" -> codeType(in);
      default -> intType(in, start, word);
    };
  }

  private static ElemType codeType(TextCursor in) {
    in.expect("<");
    Encoding encoding = encoding(in);
    in.expect(">");
    return new ElemType.CodeType(encoding);
  }

  private static ElemType.IntType intType(TextCursor in, int start, String word) {
    if (!word.matches("[su][1-9][0-9]?")) {
      throw in.fault(IrCode.MALFORMED, start, "unknown element type `" + word + "`");
    }
    return new ElemType.IntType(Integer.parseInt(word.substring(1)), word.charAt(0) == 's');
  }

  /// `s8`, `u8 zero 128` or `u4 table [1, 2, ...]`.
  static Encoding encoding(TextCursor in) {
    int start = in.here();
    ElemType.IntType storage = intType(in, start, in.word("an encoding"));
    if (in.acceptWord("table")) {
      return new Encoding.Table(storage, list(in, 256, TextCursor::integer));
    }
    return new Encoding.Affine(storage, in.acceptWord("zero") ? in.integer() : 0);
  }

  private static void limit(TextCursor in, int start, int count, int limit, String what) {
    if (count == limit) {
      throw in.fault(IrCode.TOO_LARGE, start, "expression of more than " + limit + " " + what);
    }
  }
}
