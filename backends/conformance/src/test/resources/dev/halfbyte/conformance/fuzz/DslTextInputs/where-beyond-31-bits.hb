kernel k[n: 4..64](x: f32[n, n]) -> f32[n, n] {
  z[i, j] = x[i, j] * 2   where i + 3000000000 > j
  p[i, j] = softmax[j](z[i, j])
  return p
}
