// The encoder of a vision transformer: l blocks of `vit_block.hb`, one after the other. Their weights are stacked; the code of a block exists once.
//
// The folder holds 12 blocks of 2 heads with 32 channels. README.md beside this file tells how to make those of DeiT-Tiny, Small and Base.

fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

fn attention(x, wq, bq, wk, bk, wv, bv, wo, bo, d) {
  q = heads(x, wq, bq)
  k = heads(x, wk, bk)
  v = heads(x, wv, bv)
  z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d)
  p[a, i, j] = softmax[j](z[a, i, j])
  y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
  return [i, e] => bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
}

fn block(x, g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, w1, c1, w2, c2, d) {
  ln1[i, c] = layernorm[c](x[i, c], g1[c], b1[c])
  attn = attention(ln1, wq, bq, wk, bk, wv, bv, wo, bo, d)
  mid = x + attn
  ln2[i, c] = layernorm[c](mid[i, c], g2[c], b2[c])
  up = linear(ln2, w1, c1)
  hidden = gelu(up)
  down = linear(hidden, w2, c2)
  return mid + down
}

kernel vit_encoder[n: 1..1024, l: 1..64, h: 1..16, d: 8..64 step 8, m = h*d](
    x: f32[n, m];
    g1, b1: f32[l, m],
    wq, wk, wv: f32[l, h, d, m], bq, bk, bv: f32[l, h, d], wo: f32[l, m, h, d], bo: f32[l, m],
    g2, b2: f32[l, m],
    w1: f32[l, 4*m, m], c1: f32[l, 4*m], w2: f32[l, m, 4*m], c2: f32[l, m]) -> f32[n, m] {
  y = scan(block, x, g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, w1, c1, w2, c2, d)
  return y
}
