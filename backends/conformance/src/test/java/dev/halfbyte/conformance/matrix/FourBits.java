package dev.halfbyte.conformance.matrix;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.CodeType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The types of at most 4 bits and what their values stand for.
final class FourBits {
  static final IntType S3 = new IntType(3, true);
  static final IntType S2 = new IntType(2, true);
  static final IntType U3 = new IntType(3, false);
  static final IntType U2 = new IntType(2, false);
  static final IntType U1 = new IntType(1, false);

  private FourBits() {}

  static List<IntType> integers() {
    return List.of(ElemType.S4, ElemType.U4, S3, S2, U3, U2, U1);
  }

  /// `s4` and `u4` with each of their zero points.
  static List<Encoding> affine() {
    return Stream.of(ElemType.S4, ElemType.U4).flatMap(FourBits::zeroPoints).toList();
  }

  /// Fewer bits, the ends and the middle as zero points.
  static List<Encoding> narrow() {
    return List.of(
        affine(S3, -4),
        affine(S3, 0),
        affine(S3, 3),
        affine(S2, -2),
        affine(S2, 1),
        affine(U3, 0),
        affine(U3, 7),
        affine(U2, 1),
        affine(U1, 0),
        affine(U1, 1));
  }

  static Encoding affine(IntType storage, long zeroPoint) {
    return new Encoding.Affine(storage, zeroPoint);
  }

  private static Stream<Encoding> zeroPoints(IntType storage) {
    return LongStream.rangeClosed(storage.min(), storage.max())
        .mapToObj(zero -> affine(storage, zero));
  }

  /// The published families, and arrays that are like none: without zero, with one entry twice,
  /// beyond 8 and at the ends of 16 bits.
  static List<Encoding> tables() {
    return List.of(
        table(2, 8192, 4096, 2048, 0),
        table(4, powers(1)),
        table(4, powers(2)),
        table(4, 0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12),
        table(1, -1, 1),
        table(2, -1, 0, 1, 0),
        table(3, 5, -3, 0, 17, -128, 127, 9, -64),
        table(4, 7, -7, 9, -9, 130, -130, 255, -255, 256, -256, 300, 1, 1, 3, 4095, -4096),
        table(4, 32767, -32768, 0, 1, -1, 255, 256, -255, -256, 128, 4660, -4660, 2, 3, 5, 8));
  }

  /// `2^(14 - q/k)` rounded as the definition of the log families says, for k = 1 and 2; the top
  /// code is 0.
  private static long[] powers(int k) {
    long[] entries = new long[16];
    for (int q = 0; q < 15; q++) {
      int octave = (q + k - 1) / k;
      long mantissa = Math.round(128 * Math.pow(2, (double) (k * octave - q) / k));
      entries[q] =
          octave <= 7 ? mantissa << 7 - octave : mantissa + (1L << octave - 8) >> octave - 7;
    }
    return entries;
  }

  private static Encoding table(int bits, long... entries) {
    return new Encoding.Table(new IntType(bits, false), LongStream.of(entries).boxed().toList());
  }

  /// Every encoding of this page.
  static List<Encoding> encodings() {
    List<Encoding> all = new ArrayList<>(affine());
    all.addAll(narrow());
    all.addAll(tables());
    return List.copyOf(all);
  }

  /// Every type of operands of quantized ops.
  static List<ElemType> operands() {
    List<ElemType> all = new ArrayList<>(integers());
    encodings().forEach(encoding -> all.add(new CodeType(encoding)));
    return List.copyOf(all);
  }

  static int count(ElemType type) {
    return 1 << ElemType.storage(type).orElseThrow().bits();
  }

  /// What value number `i` of `type` stands for.
  static long number(ElemType type, int i) {
    long value = ElemType.storage(type).orElseThrow().min() + i;
    return switch (type) {
      case CodeType(Encoding.Affine affine) -> value - affine.zeroPoint();
      case CodeType(Encoding.Table table) -> table.entries().get(i);
      case IntType integer -> value;
      case ElemType.FloatType f -> throw new IllegalArgumentException(f.toString());
      case ElemType.BoolType b -> throw new IllegalArgumentException(b.toString());
    };
  }

  /// `product / 2^shift` to the nearest integer, ties upwards, plus the zero point, inside the
  /// storage range.
  static long requantized(BigInteger product, int shift, Encoding.Affine to) {
    BigInteger half = BigInteger.ONE.shiftLeft(shift - 1);
    BigInteger code = product.add(half).shiftRight(shift).add(BigInteger.valueOf(to.zeroPoint()));
    return code.max(BigInteger.valueOf(to.storage().min()))
        .min(BigInteger.valueOf(to.storage().max()))
        .longValueExact();
  }
}
