// Self-attention in which token i sees the tokens up to itself: what `attention.hb` computes, with `where j <= i`.
//
// The other logits are absent, so they take no part in the softmax, nor their probabilities in the sum with v.

fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

kernel causal_attention[n: 1..1024, h: 1..16, d: 8..128 step 8, m = h*d](
    x: f32[n, m];
    wq, wk, wv: f32[h, d, m], bq, bk, bv: f32[h, d], wo: f32[m, h, d], bo: f32[m]) -> f32[n, m] {
  q = heads(x, wq, bq)
  k = heads(x, wk, bk)
  v = heads(x, wv, bv)
  z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d) where j <= i
  p[a, i, j] = softmax[j](z[a, i, j])
  y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
  return [i, e] => bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
}

// Other ways to a softmax in integers, beside the default `norm late`.
numerics early for causal_attention {
  default weight s4, act s8, residual s16
  p act u4 log_sqrt2, norm early
}

// As published: I-BERT, I-ViT, FQ-ViT, Softermax.
numerics i_bert for causal_attention {
  default weight s4, act s8, residual s16, softmax i_bert
}

numerics i_vit for causal_attention {
  default weight s4, act s8, residual s16, softmax i_vit
}

numerics log_int for causal_attention {
  default weight s4, act s8, residual s16, softmax log_int
}

numerics softermax for causal_attention {
  default weight s4, act s8, residual s16, softmax softermax
}

// Floats of four bits for weights and values.
numerics fp4 for causal_attention {
  default weight u4 fp4, act s8, residual s16
  v act u4 fp4
}
