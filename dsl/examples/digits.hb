// A classifier of grey images of digits: 16 x 16 pixels in 0 .. 1, row by row.
//
// The result holds a score (logit) for each of the ten digits; the largest one is the answer.

fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])

kernel digits[n: 1..4096](
    image: f32[n, 256];
    w1: f32[64, 256], b1: f32[64],
    w2: f32[32, 64], b2: f32[32],
    w3: f32[10, 32], b3: f32[10]) -> f32[n, 10] {
  z1 = linear(image, w1, b1)
  h1 = relu(z1)
  z2 = linear(h1, w2, b2)
  h2 = relu(z2)
  logits = linear(h2, w3, b3)
  return logits
}
