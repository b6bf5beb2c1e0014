// What glyphs.hb does behind its embedding: six blocks over 64 tokens, the mean of the tokens behind a layernorm, a score for each of 44 symbols.
//
// The accelerator takes this part whole (it has no unit that gathers patches from pixels). Tokens.java writes weights, samples and data.

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
  ln1[i, c] = layernorm[c](x[i, c], g1[c], b1[c], 1e-5)
  attn = attention(ln1, wq, bq, wk, bk, wv, bv, wo, bo, d)
  mid = x + attn
  ln2[i, c] = layernorm[c](mid[i, c], g2[c], b2[c], 1e-5)
  up = linear(ln2, w1, c1)
  hidden = gelu(up)
  down = linear(hidden, w2, c2)
  return mid + down
}

kernel blocks[l: 1..64, h: 1..16, d: 8..64 step 8, m = h*d, k: 1..256](
    tokens: f32[64, m];
    g1, b1: f32[l, m],
    wq: f32[l, h, d, m], bq: f32[l, h, d], wk: f32[l, h, d, m], bk: f32[l, h, d], wv: f32[l, h, d, m], bv: f32[l, h, d],
    wo: f32[l, m, h, d], bo: f32[l, m],
    g2, b2: f32[l, m],
    w1: f32[l, 4*m, m], c1: f32[l, 4*m], w2: f32[l, m, 4*m], c2: f32[l, m],
    g3, b3: f32[m], wh: f32[k, m], bh: f32[k]) -> f32[k] {
  y = scan(block, tokens, g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, w1, c1, w2, c2, d)
  ln3[t, c] = layernorm[c](y[t, c], g3[c], b3[c], 1e-5)
  pooled[c] = sum[t](ln3[t, c]) / 64
  scores[o] = bh[o] + sum[c](pooled[c] * wh[o, c])
  return scores
}
