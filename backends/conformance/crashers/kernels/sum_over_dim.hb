// cause: a sum of weights over an open dimension counted as known at build time
// numerics: w8a8
// dims: n=3
// refused: HB3008
kernel sum_over_dim[n: 1..4](x: f32[n, 4]; w: f32[4, 4]) -> f32[n, 4] {
  s[o, e] = sum[i: n](w[o, e])
  return [i, o] => sum[e](x[i, e] * s[o, e])
}
