// Self-attention: h heads of d channels each, softmax, output projection. The weights are those of DeiT-Tiny in size: 3 heads of 64.
//
// x holds n tokens behind their layernorm: 197 for an image of 224 x 224 pixels in patches of 16 x 16, 65 for the 128 x 128 of the data.

fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

kernel attention[n: 1..1024, h: 1..16, d: 8..128 step 8, m = h*d](
    x: f32[n, m];
    wq, wk, wv: f32[h, d, m], bq, bk, bv: f32[h, d], wo: f32[m, h, d], bo: f32[m]) -> f32[n, m] {
  q = heads(x, wq, bq)
  k = heads(x, wk, bk)
  v = heads(x, wv, bv)
  z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d)
  p[a, i, j] = softmax[j](z[a, i, j])
  y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
  return [i, e] => bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
}
