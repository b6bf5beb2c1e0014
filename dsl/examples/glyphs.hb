// A classifier of grey pictures of digits and letters: 32 x 32 standardized pixels in, a score for each of 44 symbols out.
//
// A vision transformer: patches of 4 x 4 pixels with learned places, six blocks by `scan` over stacked weights, the mean of the tokens behind a last
// layernorm, one linear layer. Its weights are trained; README.md in the folder tells how, and what else is there.

fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

// Token t is the patch in row t / 8 and column t % 8. Of the eight patches in a column of the picture, all but that one lie beside the picture.
fn patches(x)[t: 64, r: 4, s: 4] = sum[i: 8](x[4*i + r, 4*t - 32*i + s else 0])

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

kernel glyphs[l: 1..64, h: 1..16, d: 8..64 step 8, m = h*d, k: 1..256](
    x: f32[32, 32];
    wp: f32[m, 4, 4], bp: f32[m], pos: f32[64, m],
    g1, b1: f32[l, m],
    wq: f32[l, h, d, m], bq: f32[l, h, d], wk: f32[l, h, d, m], bk: f32[l, h, d], wv: f32[l, h, d, m], bv: f32[l, h, d],
    wo: f32[l, m, h, d], bo: f32[l, m],
    g2, b2: f32[l, m],
    w1: f32[l, 4*m, m], c1: f32[l, 4*m], w2: f32[l, m, 4*m], c2: f32[l, m],
    g3, b3: f32[m], wh: f32[k, m], bh: f32[k]) -> f32[k] {
  patch = patches(x)
  embed[t, o] = bp[o] + sum[r, s](patch[t, r, s] * wp[o, r, s])
  tokens = embed + pos
  y = scan(block, tokens, g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, w1, c1, w2, c2, d)
  ln3[t, c] = layernorm[c](y[t, c], g3[c], b3[c], 1e-5)
  pooled[c] = sum[t](ln3[t, c]) / 64
  scores[o] = bh[o] + sum[c](pooled[c] * wh[o, c])
  return scores
}
