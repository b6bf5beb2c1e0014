// A matrix product with bias, y = x w^T + b: the inner loop of every linear layer.
//
// The number of rows m is known only when the kernel is called; k and n are fixed by the weights.

kernel gemm[m: 1..4096, k: 1..4096, n: 1..4096](x: f32[m, k]; w: f32[n, k], b: f32[n]) -> f32[m, n] {
  y[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
  return y
}
