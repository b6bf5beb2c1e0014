// A 3 x 3 convolution with stride 2, padding 1 and relu: channels last, weights by output channel.
//
// An image of h x w pixels gives (h + 1) / 2 x (w + 1) / 2 of them; pixels outside the image read as 0.

kernel conv[b: 1..64, h: 1..1024, w: 1..1024, ci: 1..1024, co: 1..1024](
    x: f32[b, h, w, ci]; k: f32[co, 3, 3, ci], bias: f32[co]) -> f32[b, ho, wo, co] {
  let st = 2, pad = 1, ho = (h + 2 * pad - 3) / st + 1, wo = (w + 2 * pad - 3) / st + 1
  y[n, i: ho, j: wo, o] = bias[o]
      + sum[r, s, c](x[n, i*st + r - pad, j*st + s - pad, c else 0] * k[o, r, s, c])
  return relu(y)
}
