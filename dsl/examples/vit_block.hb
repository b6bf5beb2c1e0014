// A block of a vision transformer: attention and feed-forward network, each behind a layernorm and added to the residual stream.
//
// The weights fix the model: 3 heads of 64 channels are DeiT-Tiny (they are in the folder), 6 DeiT-Small, 12 DeiT-Base and ViT-B.
// README.md beside this file tells how to make their weights and data, and `--folder DIR` takes them.

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

kernel vit_block[n: 1..1024, h: 1..16, d: 64..64, m = h*d](
    x: f32[n, m];
    g1, b1: f32[m],
    wq, wk, wv: f32[h, d, m], bq, bk, bv: f32[h, d], wo: f32[m, h, d], bo: f32[m],
    g2, b2: f32[m],
    w1: f32[4*m, m], c1: f32[4*m], w2: f32[m, 4*m], c2: f32[m]) -> f32[n, m] {
  ln1[i, c] = layernorm[c](x[i, c], g1[c], b1[c])
  attn = attention(ln1, wq, bq, wk, bk, wv, bv, wo, bo, d)
  mid = x + attn
  ln2[i, c] = layernorm[c](mid[i, c], g2[c], b2[c])
  up = linear(ln2, w1, c1)
  hidden = gelu(up)
  down = linear(hidden, w2, c2)
  out = mid + down
  return out
}

// As RepQ-ViT has it: 4 bits, channels behind a layernorm brought to one scale, probabilities as powers of the square root of 2.
numerics repq for vit_block {
  default weight s4, act u4 tensor, residual s16 tensor
  ln1 act u4 tensor via repq(scale = mean)
  ln2 act u4 tensor via repq(scale = mean)
  attn.p act u4 log_sqrt2, softmax early
}

// Floats, with exponentials before the maximum is known.
numerics two_pass for vit_block {
  default weight f32, softmax two_pass
}
