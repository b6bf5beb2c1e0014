kernel k[n: 4..64](x: f32[n, n]) -> f32[n, n] {
  z[i: n, j: n] = x[3000000000*i, j else 0]
  return z
}
