kernel kernel0(x0: f32[2, 2, 4, 2]; w0: f32[2, 1])
    -> f32[2, 2, 4, 1], f32[2, 2, 4, 2], f32[2, 4, 1] {
  v0[i, j, l, e: 1] = max[r: 3](x0[i, j, l, e*2 + r - 2 else 0])
  return v0 + v0,
      [i, j, l, e] => sum[r](v0[i, j, l, r] * w0[e, r]),
      relu(v0[0])
}
