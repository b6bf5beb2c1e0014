// cause: two weights of equal codes (here of none) were read with one scale
// numerics: w8a8
// dims: n0=0
kernel kernel0[n0: 0..3](x0: f32[2, n0]; w0: f32[n0, 2], w1: f32[n0, 2])
    -> f32[2, n0] {
  v0[i, j] = sum[l](x0[i, l] * w0[l, j])
  v1[i, j] = sum[l](v0[i, l] * w1[j, l])
  return v1
}
