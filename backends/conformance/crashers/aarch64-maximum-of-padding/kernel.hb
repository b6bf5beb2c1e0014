kernel kernel0(x0: f32[2, 2, 2]; w0: f32[2])
    -> f32[2, 2, 2] {
  v0[i, j, l] = rmsnorm[l](x0[i, j, l], w0[l])
  return [i, j, l: 2] => max[e: 3](v0[i, j, l + e - 2 else 0])
}
