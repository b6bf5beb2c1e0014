// The feed-forward block of a vision transformer with the dimensions of DeiT-Tiny: 192 -> 768 -> 192, GELU, residual.
//
// n is the number of tokens: 197 for one image of 224 x 224 pixels in patches of 16 x 16.

fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])

kernel mlp[n: 1..1024](
    x: f32[n, 192];
    w1: f32[768, 192], b1: f32[768], w2: f32[192, 768], b2: f32[192]) -> f32[n, 192] {
  up = linear(x, w1, b1)
  hidden = gelu(up)
  down = linear(hidden, w2, b2)
  return x + down
}

// Blocks of channels summed with signs before they get 4 bits; what gelu gives is moved up, so that codes without a sign suit it.
numerics turned for mlp {
  default weight s4, act s4 tensor via hadamard(64), residual s16 tensor
  hidden act u4 adalog via shifted
  calibrate percentile(.99, .999, .9999, 1)
}
