// cause: multipliers of a sum were asked for their largest although there were no channels
// numerics: w8a8
// dims: n=0
kernel sum_of_no_channels[n: 0..8](x: f32[11, n]; w: f32[n, n], b: f32[n]) -> f32[11, n] {
  v[i, j] = b[j] + sum[l](x[i, l] * w[l, j])
  y = v - x
  return y
}
