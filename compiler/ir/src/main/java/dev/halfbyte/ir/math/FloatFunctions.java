package dev.halfbyte.ir.math;

/// Coefficients and constants of exp, exp2, log, erf and tanh in binary32.
///
/// The sequences of operations are written beside the tables; numerics.md makes them normative.
/// Coefficients are minimax fits (Remez exchange, relative error), rounded to binary32 one after
/// the other with the rest refitted. Errors are the largest over all 2^32 arguments, in units of
/// the last place of the exact result.
///
/// Common rules: every operation is rounded to binary32 to nearest even; `a * b + c` is never fused
/// unless written `fma`; `bits` and `float` are bit casts; integers are 32-bit two's complement and
/// wrap. A NaN argument gives NaN, chosen last. A result `r` with `|r| < 2^-126` becomes +0.
public final class FloatFunctions {
  private FloatFunctions() {}

  /// Below this magnitude, the smallest normal one, results become +0.
  public static final float SMALLEST_NORMAL = 0x1p-126f;

  public static final Exponential EXP =
      new Exponential(
          0x1.715476p0f,
          0x1.8p23f,
          0x1.62e43p-1f,
          -0x1.05c61p-29f,
          Polynomial.of(
              0x1.fffffcp-2f, 0x1.55548cp-3f, 0x1.555858p-5f, 0x1.123ddcp-7f, 0x1.6ac6dap-10f),
          -0x1.5d589ep6f,
          0x1.62e42ep6f);

  public static final BaseTwoExponential EXP2 =
      new BaseTwoExponential(0x1.8p23f, 0x1.62e43p-1f, EXP.tail(), -126f, 0x1.fffffep6f);

  public static final Logarithm LOG =
      new Logarithm(
          0x1p23f,
          23,
          0x3f3504f3,
          0x1.62e43p-1f,
          -0x1.05c61p-29f,
          Polynomial.of(
              0x1.555548p-2f,
              -0x1.000006p-2f,
              0x1.99a476p-3f,
              -0x1.555c46p-3f,
              0x1.233ba6p-3f,
              -0x1.fc287ap-4f,
              0x1.e6bf64p-4f,
              -0x1.de0362p-4f,
              0x1.147684p-4f));

  public static final ErrorFunction ERF =
      new ErrorFunction(
          0x1.d8p-1f,
          Polynomial.of(
              0x1.06eba8p-3f,
              -0x1.81274p-2f,
              0x1.ce2d64p-4f,
              -0x1.b80118p-6f,
              0x1.5449e4p-8f,
              -0x1.a606c2p-11f,
              0x1.4f562ep-14f),
          4f,
          Polynomial.of(
              0x1.07796cp-3f,
              0x1.4531fcp-1f,
              0x1.b32cf2p-4f,
              -0x1.856b1ap-6f,
              0x1.ddcdd8p-9f,
              -0x1.533a5ap-12f,
              0x1.7b3edp-17f));

  public static final HyperbolicTangent TANH =
      new HyperbolicTangent(
          0.625f,
          Polynomial.of(
              -0x1.555554p-2f,
              0x1.11107ap-3f,
              -0x1.b9f188p-5f,
              0x1.63a55p-6f,
              -0x1.0c5ed0p-7f,
              0x1.1a2816p-9f),
          10f);

  /// exp(x), error below 1.02 ulp. The *core*, also used by erf and tanh:
  ///
  ///     t = fma(x, log2e, shift);  n = t - shift
  ///     r = fma(n, -ln2High, x);   r = fma(n, -ln2Low, r)
  ///     p = 1 + fma(tail(r), r * r, r)
  ///     core = float(bits(p) + ((bits(t) - bits(shift)) << 23))
  ///
  /// exp(x) is +0 for `x < least`, +inf for `x > greatest`, else the core.
  public record Exponential(
      float log2e,
      float shift,
      float ln2High,
      float ln2Low,
      Polynomial tail,
      float least,
      float greatest) {}

  /// exp2(x) = 2^x, error below 1.03 ulp, exact for whole x:
  ///
  ///     t = x + shift;  n = t - shift;  r = (x - n) * ln2
  ///     p = 1 + fma(tail(r), r * r, r)
  ///     exp2 = float(bits(p) + ((bits(t) - bits(shift)) << 23))
  ///
  /// exp2(x) is +0 for `x < least`, +inf for `x > greatest`.
  public record BaseTwoExponential(
      float shift, float ln2, Polynomial tail, float least, float greatest) {}

  /// log(x), error below 1 ulp:
  ///
  ///     small = x < 2^-126;  y = small ? x * subnormalScale : x
  ///     e = (bits(y) - offset) >> 23 (arithmetic);  m = float(bits(y) - (e << 23))
  ///     n = (float) (small ? e - subnormalExponent : e);  f = m - 1
  ///     c = fma(tail(f), f, -0.5);  a = fma(n, ln2Low, f)
  ///     log = fma(n, ln2High, fma(c, f * f, a))
  ///
  /// +inf gives +inf, both zeros give -inf, negative arguments NaN.
  public record Logarithm(
      float subnormalScale,
      int subnormalExponent,
      int offset,
      float ln2High,
      float ln2Low,
      Polynomial tail) {}

  /// erf(x), error below 1.02 ulp:
  ///
  ///     t = |x|;  near = fma(small(x * x), x, x)
  ///     u = t < clamp ? t : clamp;  z = -fma(large(u), u, u)
  ///     far = copysign(1 - core(z), x)      (the core of exp)
  ///     erf = t < split ? near : far
  public record ErrorFunction(float split, Polynomial small, float clamp, Polynomial large) {}

  /// tanh(x), error below 1.4 ulp:
  ///
  ///     t = |x|;  s = x * x;  near = fma(small(s) * s, x, x)
  ///     u = t < clamp ? t : clamp;  far = copysign(1 - 2 / (core(u + u) + 1), x)
  ///     tanh = t < split ? near : far
  public record HyperbolicTangent(float split, Polynomial small, float clamp) {}
}
