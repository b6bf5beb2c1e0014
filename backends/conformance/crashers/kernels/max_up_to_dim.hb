// cause: a mask that compares with an open dimension counted as known at build time
// numerics: w8a8
// dims: n=3
// refused: HB3008
kernel max_up_to_dim[n: 1..4](x: f32[n, 4]; w: f32[4, 4]) -> f32[n, 4] {
  v[e] = max[o](w[o, e] where o < n)
  return [i, e] => x[i, e] + v[e]
}
