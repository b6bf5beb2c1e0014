// Attention of one head; key j takes part for the queries from j on.
kernel attend[n: 1..256, m: 1..256](q: f32[n, m], k: f32[n, m], v: f32[n, m]) -> f32[n, m] {
  z[i, j] = sum[e](q[i, e] * k[j, e]) / sqrt(m) where j <= i
  p[i, j] = softmax[j](i_vit[i, j])
  return [i, c] => sum[j](p[i, j] * v[j, c])
}

kernel columns[n, m](x: f32[n, m]) -> f32[n, m] {
  return [i, j] => softmax[i](x[i, j] where i  j)
}
